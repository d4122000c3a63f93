namespace RoleChaining.Testing;

/// <summary>One request on its way through the server.</summary>
internal sealed class Exchange(WireRequest request, string requestId, IWireService service)
{
    public WireRequest Request { get; } = request;

    public string RequestId { get; } = requestId;

    public IWireService Service { get; } = service;

    public QueryParameters Parameters { get; } = new();

    /// <summary>The request as its service has read it, in the service's own type.</summary>
    public object? Content { get; set; }

    /// <summary>Why the request could not even be read.</summary>
    public ServiceError? Unreadable { get; set; }

    public StsCall Call { get; set; } = new();

    /// <summary>What the call waits for before it is decided.</summary>
    public IReadOnlyList<StsFault> Waits { get; set; } = [];

    /// <summary>The fault that takes the place of a decision.</summary>
    public StsFault? Ending { get; set; }

    /// <summary>What CloudTrail records beside the call; null for a call nobody proved to have made.</summary>
    public TrailDetail? Trail { get; set; }

    /// <summary>Set when the call is decided, so that Date and Expiration come from one reading of the clock.</summary>
    public DateTimeOffset WireDate { get; set; }
}

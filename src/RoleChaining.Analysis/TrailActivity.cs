namespace RoleChaining;

/// <summary>What a session or key did, in the period that was read.</summary>
public sealed class TrailActivity
{
    internal TrailActivity(long events, DateTimeOffset? first, DateTimeOffset? last, IReadOnlyList<TrailCall> calls) =>
        (Events, First, Last, Calls) = (events, first, last, calls);

    /// <summary>The number of its calls.</summary>
    public long Events { get; }

    /// <summary>The number of its calls that ended with an error.</summary>
    public long Errors => Calls.Where(call => call.ErrorCode is not null).Sum(call => (long)call.Count);

    /// <summary>When it made its first call; <see langword="null"/> where it made none.</summary>
    public DateTimeOffset? First { get; }

    /// <summary>When it made its last call.</summary>
    public DateTimeOffset? Last { get; }

    /// <summary>Its calls by service, operation and error, the most frequent first.</summary>
    public IReadOnlyList<TrailCall> Calls { get; }

    /// <summary>The services that it called, in alphabetical order.</summary>
    public IReadOnlyList<string> Services => [.. Calls.Select(call => call.Service).Distinct().Order(StringComparer.Ordinal)];
}

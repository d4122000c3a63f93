using System.Security.Cryptography;

namespace RoleChaining.Testing;

/// <summary>The server without a transport. It never waits: hosts do, each in its own way, for <see cref="Exchange.Waits"/>.</summary>
internal sealed class StsEngine
{
    private readonly Authenticator _authenticator;
    private readonly StsService _sts;
    private readonly S3Service _s3;

    public StsEngine(LocalStsOptions options)
    {
        Clock = new(options.TimeProvider, options.PropagationDelay);
        Calls = new(options.CallHistoryLimit);
        Directory = new(options.StrictPrincipals);
        Faults = new(new Random(options.RandomSeed));
        Issuer = new(Clock, Sessions);
        Metadata = new(Clock, Issuer);
        _authenticator = new(Clock, Directory, Sessions);
        _sts = new(Clock, Directory, Issuer, _authenticator);
        _s3 = new(Clock, _authenticator);
    }

    public LocalClock Clock { get; }

    public IdentityDirectory Directory { get; }

    public SessionStore Sessions { get; } = new();

    public SessionIssuer Issuer { get; }

    public MetadataService Metadata { get; }

    public FaultScript Faults { get; }

    public CallLog Calls { get; }

    /// <summary>Reads the request, and rolls the dice for its faults.</summary>
    public Exchange Begin(WireRequest request)
    {
        CredentialScope? scope = SigV4Authorization.PeekScope(request);
        Exchange exchange = new(request, NewRequestId(), Route(request, scope));
        exchange.Call = new StsCall
        {
            Service = exchange.Service.Name,
            SignerAccessKeyId = scope?.AccessKeyId,
            SignerArn = scope is null ? null : _authenticator.Find(scope.AccessKeyId)?.Arn,
            Region = scope?.Region,
            At = Clock.Now,
            RequestId = exchange.RequestId,
        };
        try
        {
            exchange.Call = exchange.Service.Describe(exchange);
        }
        catch (ServiceError error)
        {
            exchange.Unreadable = error;
        }

        if (!Faults.IsEmpty)
        {
            IReadOnlyList<StsFault> faults = Faults.Choose(exchange.Call);
            exchange.Waits = [.. faults.Where(fault => fault.IsWait)];
            exchange.Ending = faults.FirstOrDefault(fault => !fault.IsWait);
        }

        return exchange;
    }

    /// <summary>
    /// Decides the call and records it. For the faults that are no answer the host must look at <see cref="Exchange.Ending"/>.
    /// </summary>
    public WireResponse Complete(Exchange exchange)
    {
        exchange.WireDate = Clock.WireSecond;
        WireResponse response;
        try
        {
            response = exchange.Ending is { } fault ? FaultAnswer(exchange, fault) : Decide(exchange);
        }
        catch (ServiceError refused)
        {
            ServiceError error = exchange.Service.Translate(refused, exchange);
            response = exchange.Service.Refuse(error, exchange);
            exchange.Call = exchange.Call with
            {
                StatusCode = error.Status,
                ErrorCode = error.Code,
                ErrorMessage = error.Message,
                Decision = error.Decision ?? exchange.Call.Decision,
            };
        }

        response.Date = exchange.WireDate;
        response.Headers.Add(new(exchange.Service.RequestIdHeader, exchange.RequestId));
        Record(exchange.Call, exchange);
        return response;
    }

    /// <summary>The client left while its call was held.</summary>
    public void Abandon(Exchange exchange)
    {
        StsCall call = exchange.Call with
        {
            StatusCode = 0,
            ErrorCode = "RequestAbandoned",
            ErrorMessage = "The client left before the call was decided.",
        };
        Record(call, exchange);
    }

    private void Record(StsCall call, Exchange exchange)
    {
        WireRequest request = exchange.Request;
        Calls.Add(call, exchange.Trail is { } trail
            ? trail with { SourceIpAddress = request.SourceIp, UserAgent = request.Headers["User-Agent"] }
            : null);
    }

    /// <summary>A signature says which service it is for; without one, requests are recognised by their form.</summary>
    private IWireService Route(WireRequest request, CredentialScope? scope)
    {
        if (scope is not null)
        {
            return scope.Service == _s3.Name ? _s3 : _sts;
        }

        if (Metadata.IsServedAt(request.Path))
        {
            return Metadata;
        }

        bool form = request.Headers["Content-Type"]?.StartsWith(
            "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        return request.Path == "/" && (form || request.Query.Contains("Action=", StringComparison.Ordinal)) ? _sts : _s3;
    }

    private static WireResponse Decide(Exchange exchange)
    {
        if (exchange.Request.BodyTooLarge)
        {
            throw new ServiceError(413, "RequestEntityTooLarge", "The request body is too large.");
        }

        if (exchange.Unreadable is { } unreadable)
        {
            throw unreadable;
        }

        WireResponse response = exchange.Service.Answer(exchange);
        exchange.Call = exchange.Call with { StatusCode = response.Status };
        return response;
    }

    private static WireResponse FaultAnswer(Exchange exchange, StsFault fault)
    {
        exchange.Call =
            exchange.Call with { StatusCode = fault.Status, ErrorCode = fault.Code, ErrorMessage = "A fault added by the test." };
        return fault.Kind switch
        {
            FaultKind.Throttling => throw exchange.Service.Throttled,
            FaultKind.Error => throw new ServiceError(fault.Status, fault.Code, fault.Message),
            _ => exchange.Service.Fragment(exchange),
        };
    }

    private static string NewRequestId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}

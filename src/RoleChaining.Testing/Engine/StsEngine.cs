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
        Faults = new(new Random(options.RandomSeed));
        _authenticator = new(Clock, Directory, Sessions);
        Issuer = new(Clock, Sessions);
        _sts = new(Clock, Directory, Issuer);
        _s3 = new(Clock);
    }

    public LocalClock Clock { get; }

    public IdentityDirectory Directory { get; } = new();

    public SessionStore Sessions { get; } = new();

    public FaultScript Faults { get; }

    public CallLog Calls { get; }

    public SessionIssuer Issuer { get; }

    /// <summary>Reads the request, and rolls the dice for its faults.</summary>
    public Exchange Begin(WireRequest request)
    {
        CredentialScope? scope = SigV4Authorization.PeekScope(request);
        Exchange exchange = new(request, NewRequestId(), RequestRouter.IsS3(request, scope));
        exchange.Call = new StsCall
        {
            Service = exchange.IsS3 ? "s3" : "sts",
            SignerAccessKeyId = scope?.AccessKeyId,
            SignerArn = scope is null ? null : _authenticator.Find(scope.AccessKeyId)?.Arn,
            Region = scope?.Region,
            At = Clock.Now,
            RequestId = exchange.RequestId,
        };
        try
        {
            exchange.Call = exchange.IsS3 ? S3Service.Describe(exchange) : StsService.Describe(exchange);
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

    /// <summary>Decides the call and records it. For the faults that are no answer the host must look at <see cref="Exchange.Ending"/>.</summary>
    public WireResponse Complete(Exchange exchange)
    {
        exchange.WireDate = Truncate(Clock.WireNow);
        WireResponse response;
        try
        {
            response = exchange.Ending is { } fault ? FaultAnswer(exchange, fault) : Decide(exchange);
            if (exchange.Ending is null)
                exchange.Call = exchange.Call with { StatusCode = response.Status };
        }
        catch (ServiceError refused)
        {
            ServiceError error = exchange.IsS3 ? S3Errors.Translate(refused) : refused;
            response = exchange.IsS3 ? S3Xml.Error(error, exchange) : StsXml.Error(error, exchange.RequestId);
            exchange.Call = exchange.Call with
            {
                StatusCode = error.Status,
                ErrorCode = error.Code,
                ErrorMessage = error.Message,
                Decision = error.Decision ?? exchange.Call.Decision,
            };
        }

        response.Date = exchange.WireDate;
        response.Headers.Add(new(exchange.IsS3 ? "x-amz-request-id" : "x-amzn-RequestId", exchange.RequestId));
        Calls.Add(exchange.Call, exchange.Trail);
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
        Calls.Add(call, exchange.Trail);
    }

    private WireResponse Decide(Exchange exchange)
    {
        if (exchange.Request.BodyTooLarge)
            throw new ServiceError(413, "RequestEntityTooLarge", "The request body is too large.");
        if (exchange.Unreadable is { } unreadable)
            throw unreadable;
        if (!exchange.IsS3 && StsService.IsUnsigned(exchange.Call.Action))
            return _sts.Answer(exchange, caller: null);
        Caller caller = _authenticator.Authenticate(exchange);
        exchange.Call = exchange.Call with { SignerArn = caller.Arn };
        exchange.Trail = new TrailDetail { Caller = caller };
        return exchange.IsS3 ? _s3.Answer(exchange, caller, _authenticator.SecretOf(caller)) : _sts.Answer(exchange, caller);
    }

    private static WireResponse FaultAnswer(Exchange exchange, StsFault fault)
    {
        exchange.Call = exchange.Call with { StatusCode = fault.Status, ErrorCode = fault.Code, ErrorMessage = "A fault added by the test." };
        return fault.Kind switch
        {
            FaultKind.Throttling when exchange.IsS3 => throw new ServiceError(503, "SlowDown", "Please reduce your request rate."),
            FaultKind.Throttling or FaultKind.Error => throw new ServiceError(fault.Status, fault.Code, fault.Message),
            _ => exchange.IsS3 ? S3Xml.Fragment() : StsXml.Fragment(exchange.Call.Action),
        };
    }

    private static DateTimeOffset Truncate(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private static string NewRequestId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}

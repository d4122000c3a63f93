using System.Globalization;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>STS's operations over the AWS Query protocol.</summary>
internal sealed class StsService : IWireService
{
    private const string Version = "2011-06-15";

    // Far more than any valid request: the largest policies and fifty tags are some tens of kilobytes.
    private const int BodyLimit = 1024 * 1024;

    private static readonly string[] Here =
        ["AssumeRole", "AssumeRoleWithWebIdentity", "GetAccessKeyInfo", "GetCallerIdentity", "GetSessionToken"];

    private static readonly string[] Elsewhere =
    [
        "AssumeRoleWithSAML", "AssumeRoot", "DecodeAuthorizationMessage", "GetDelegatedAccessToken", "GetFederationToken",
        "GetWebIdentityToken",
    ];

    private readonly AssumeRoleAction _assumeRole;
    private readonly AssumeRoleWithWebIdentityAction _assumeRoleWithWebIdentity;
    private readonly GetSessionTokenAction _getSessionToken;
    private readonly GetAccessKeyInfoAction _getAccessKeyInfo;
    private readonly Authenticator _authenticator;

    public StsService(LocalClock clock, IdentityDirectory directory, SessionIssuer issuer, Authenticator authenticator)
    {
        _authenticator = authenticator;
        _assumeRole = new(clock, directory, issuer);
        _assumeRoleWithWebIdentity = new(clock, directory, issuer);
        _getSessionToken = new(clock, directory, issuer);
        _getAccessKeyInfo = new(clock, authenticator);
    }

    public string Name => "sts";

    public string RequestIdHeader => "x-amzn-RequestId";

    public ServiceError Throttled => new(400, "Throttling", "Rate exceeded");

    public StsCall Describe(Exchange exchange)
    {
        QueryParameters parameters = exchange.Parameters;
        WireRequest request = exchange.Request;
        if (request.Body.Length > BodyLimit)
        {
            throw new ServiceError(413, "RequestEntityTooLarge", "The request body is too large.");
        }

        parameters.AddForm(Encoding.UTF8.GetBytes(request.Query));
        if (request.Headers["Content-Type"]?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            parameters.AddForm(request.Body.Span);
        }

        bool hasDuration = int.TryParse(
            parameters["DurationSeconds"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seconds);
        return exchange.Call with
        {
            Action = parameters["Action"] ?? string.Empty,
            RoleArn = parameters["RoleArn"],
            SessionName = parameters["RoleSessionName"],
            DurationSeconds = hasDuration ? seconds : null,
            Tags = TagParameters.Read(parameters),
            TransitiveTagKeys = parameters.Members("TransitiveTagKeys"),
            SourceIdentity = parameters["SourceIdentity"],
            HasExternalId = parameters["ExternalId"] is not null,
        };
    }

    public WireResponse Answer(Exchange exchange)
    {
        string action = exchange.Call.Action;
        if (Elsewhere.Contains(action, StringComparer.Ordinal))
        {
            throw NotHere(action);
        }

        // Its token is all the proof it has; every other operation is signed.
        Caller? caller = action == "AssumeRoleWithWebIdentity"
            ? null
            : _authenticator.Authenticate(
                exchange, PathStyle.Normalized, static (request, _) => SigV4.Hash(request.Body.Span), presignedLife: SigV4.Window);
        if (action.Length == 0)
        {
            throw new ServiceError(400, "MissingAction", "The request must contain the parameter Action");
        }

        if (exchange.Parameters["Version"] is { } version && version != Version)
        {
            throw NoSuchOperation(action, version);
        }

        return action switch
        {
            "AssumeRole" => _assumeRole.Answer(exchange, caller!),
            "GetSessionToken" => _getSessionToken.Answer(exchange, caller!),
            "AssumeRoleWithWebIdentity" => _assumeRoleWithWebIdentity.Answer(exchange),
            "GetAccessKeyInfo" => _getAccessKeyInfo.Answer(exchange, caller!),
            "GetCallerIdentity" => GetCallerIdentity(exchange, caller!),
            _ => throw NoSuchOperation(action, Version),
        };
    }

    public ServiceError Translate(ServiceError error, Exchange exchange) => error;

    public WireResponse Refuse(ServiceError error, Exchange exchange) => StsXml.Error(error, exchange.RequestId);

    public WireResponse Fragment(Exchange exchange) => StsXml.Fragment(exchange.Call.Action);

    // It needs no permission, and works even when a policy denies it.
    private static WireResponse GetCallerIdentity(Exchange exchange, Caller caller) =>
        StsXml.Success("GetCallerIdentity", exchange.RequestId, xml =>
    {
        StsXml.Write(xml, "Arn", caller.Arn);
        StsXml.Write(xml, "UserId", caller.UserId);
        StsXml.Write(xml, "Account", caller.AccountId);
    });

    private static ServiceError NotHere(string action) => new(
        501,
        "NotImplemented",
        $"{action} is not here. This is the local STS of RoleChaining.Testing, which has {string.Join(", ", Here[..^1])} and {Here[^1]}.");

    private static ServiceError NoSuchOperation(string action, string version) =>
        new(400, "InvalidAction", $"Could not find operation {action} for version {version}");
}

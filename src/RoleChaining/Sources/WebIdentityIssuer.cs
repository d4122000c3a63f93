using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Sources;

/// <summary>
/// A source that is a session of ours: AssumeRoleWithWebIdentity with the token that EKS, GitHub or another provider keeps in a file.
/// The token is read again for every session, because its issuer replaces it.
/// </summary>
internal sealed class WebIdentityIssuer(WebIdentitySourceOptions options, StsGateway sts) : ISessionIssuer
{
    public const string RoleArnVariable = "AWS_ROLE_ARN";
    public const string TokenFileVariable = "AWS_WEB_IDENTITY_TOKEN_FILE";
    private const string SessionNameVariable = "AWS_ROLE_SESSION_NAME";

    public int HopNumber => 0;

    public RoleHop? Hop => null;

    public string? Identity => string.Join(
        '\n',
        "web identity",
        options.RoleArn ?? Environment.GetEnvironmentVariable(RoleArnVariable),
        options.TokenFile ?? Environment.GetEnvironmentVariable(TokenFileVariable),
        options.SessionName ?? Environment.GetEnvironmentVariable(SessionNameVariable) ?? RoleChainDefaults.SessionName);

    public TimeSpan Timeout => sts.TotalTimeout;

    public async ValueTask<RoleSession> IssueAsync(bool background, bool async, CancellationToken cancellationToken)
    {
        string role = Setting(options.RoleArn, RoleArnVariable);
        string tokenFile = Setting(options.TokenFile, TokenFileVariable);
        try
        {
            WebIdentityCall call = new()
            {
                RoleArn = RoleArn.Parse(role),
                SessionName = options.SessionName ?? Environment.GetEnvironmentVariable(SessionNameVariable) ?? RoleChainDefaults.SessionName,
                Token = (async
                    ? await File.ReadAllTextAsync(tokenFile, cancellationToken).ConfigureAwait(false)
                    : File.ReadAllText(tokenFile)).Trim(),
                Duration = options.Duration,
                LimitKey = role,
            };
            StsSession issued = await sts.AssumeRoleWithWebIdentityAsync(call, singleAttempt: background, async, cancellationToken).ConfigureAwait(false);
            return new RoleSession(issued.Credentials, issued.IssuedAt, issued.ExpiresAt)
            {
                AssumedRoleArn = issued.AssumedRoleArn,
                RequestId = issued.RequestId,
            };
        }
        catch (StsException e)
        {
            throw Failed(e.Failure, e.IsTransient, e.Words, e);
        }
        catch (FormatException e)
        {
            throw Failed(RoleChainFailure.SourceUnavailable, isTransient: false, $"The web identity's role: {e.Message}", sts: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(RoleChainFailure.SourceUnavailable, isTransient: true, $"The token file '{tokenFile}' cannot be read: {e.Message}", sts: null);
        }
    }

    public void Forget(RoleSession session)
    {
    }

    private static string Setting(string? option, string variable) =>
        option ?? Environment.GetEnvironmentVariable(variable)
        ?? throw Failed(RoleChainFailure.SourceUnavailable, isTransient: false, $"{variable} is not set, nor is the option in its place.", sts: null);

    private static SessionFailedException Failed(RoleChainFailure failure, bool isTransient, string detail, StsException? sts) => new(
        new SessionFailure
        {
            HopNumber = 0,
            Hop = null,
            Failure = failure,
            IsTransient = isTransient,
            Detail = detail,
            ErrorCode = sts?.ErrorCode,
            RequestId = sts?.RequestId,
            Cause = sts?.InnerException,
        },
        retryAt: null);
}

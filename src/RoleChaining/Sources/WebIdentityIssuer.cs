using RoleChaining.Diagnostics;
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

    public TimeSpan Timeout => sts.TotalTimeout;

    private string SessionName =>
        options.SessionName ?? Environment.GetEnvironmentVariable(SessionNameVariable) ?? RoleChainDefaults.SessionName;

    public async ValueTask<string?> FindIdentityAsync(bool async, CancellationToken cancellationToken)
    {
        string token = await ReadTokenAsync(
            GetSetting(options.TokenFile, TokenFileVariable), async, cancellationToken).ConfigureAwait(false);
        return string.Join('\n', "web identity", GetSetting(options.RoleArn, RoleArnVariable), SessionName, WebIdentityClaims.Hash(token));
    }

    public async ValueTask<RoleSession> IssueAsync(
        bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        string role = GetSetting(options.RoleArn, RoleArnVariable);
        string tokenFile = GetSetting(options.TokenFile, TokenFileVariable);
        AssumeRoleWithWebIdentityOperation operation = new()
        {
            RoleArn = ParseRole(role),
            SessionName = SessionName,
            AccountKey = role,
            Duration = options.Duration ?? RoleChainDefaults.Duration,
            RequestedDuration = options.Duration,
            Token = await ReadTokenAsync(tokenFile, async, cancellationToken).ConfigureAwait(false),
        };
        return await sts.IssueAsync(operation, singleAttempt: background, async, cancellationToken).ConfigureAwait(false);
    }

    public void Forget(RoleSession? session)
    {
    }

    private static async ValueTask<string> ReadTokenAsync(string tokenFile, bool async, CancellationToken cancellationToken)
    {
        string token;
        try
        {
            token = await ForeignCode.RunAsync(
                async cancelled =>
                    (await File.ReadAllTextAsync(tokenFile, cancelled).ConfigureAwait(false)).Trim(), null, async, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(isTransient: true, $"The token file '{tokenFile}' cannot be read: {e.Message}");
        }

        // A file that is being replaced is empty for a moment.
        return token.Length > 0 ? token : throw Unavailable(isTransient: true, $"The token file '{tokenFile}' is empty.");
    }

    private static string ParseRole(string role)
    {
        try
        {
            return RoleArn.Parse(role).ToString();
        }
        catch (FormatException e)
        {
            throw Unavailable(isTransient: false, $"The web identity's role: {e.Message}");
        }
    }

    private static string GetSetting(string? option, string variable) =>
        option ?? Environment.GetEnvironmentVariable(variable)
        ?? throw Unavailable(isTransient: false, $"{variable} is not set, nor is the option in its place.");

    private static HopFailedException Unavailable(bool isTransient, string message) => new(new HopFailure
    {
        HopNumber = 0,
        Hop = null,
        Kind = RoleChainFailure.SourceUnavailable,
        IsTransient = isTransient,
        Message = message,
    });
}

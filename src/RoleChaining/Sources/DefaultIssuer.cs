using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Sources;

/// <summary>
/// The source of a chain that names none: the SDK's default credentials, except that where these would be a web identity's, it is
/// assumed by ourselves: with our retries, and under Native AOT, where the SDK's own throws.
/// </summary>
internal sealed class DefaultIssuer(CredentialsIssuer sdk, WebIdentityIssuer webIdentity) : ISessionIssuer
{
    public int HopNumber => 0;

    public RoleHop? Hop => null;

    public ValueTask<string?> FindIdentityAsync(bool async, CancellationToken cancellationToken) =>
        Current.FindIdentityAsync(async, cancellationToken);

    public TimeSpan Timeout => sdk.Timeout > webIdentity.Timeout ? sdk.Timeout : webIdentity.Timeout;

    // The SDK looks for keys in the environment first, then for a web identity's variables, then for a profile.
    private ISessionIssuer Current =>
        IsSet(WebIdentitySourceOptions.TokenFileVariable) && IsSet(WebIdentitySourceOptions.RoleArnVariable)
        && !(IsSet("AWS_ACCESS_KEY_ID") && IsSet("AWS_SECRET_ACCESS_KEY"))
            ? webIdentity
            : sdk;

    public ValueTask<RoleSession> IssueAsync(bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken) =>
        Current.IssueAsync(background, minimumLifetime, async, cancellationToken);

    public void Forget(RoleSession? session, ForgetReason reason) => Current.Forget(session, reason);

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}

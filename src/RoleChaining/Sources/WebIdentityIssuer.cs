using RoleChaining.Diagnostics;
using RoleChaining.Planning;
using RoleChaining.Sessions;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sources;

/// <summary>
/// A source that is a session of ours: AssumeRoleWithWebIdentity with the token that EKS, GitHub or another provider keeps in a file.
/// The token is read again for every session, because its issuer replaces it.
/// </summary>
/// <param name="options">What the environment does not say.</param>
/// <param name="sessionName">The name of a session that neither names; null for the library's.</param>
/// <param name="regions">The chain's, whose STS may be asked; none may be of another partition than the role, because it would get the token.</param>
/// <param name="sts">STS.</param>
internal sealed class WebIdentityIssuer(
    WebIdentitySourceOptions options, string? sessionName, IEnumerable<string?> regions, StsGateway sts) : ISessionIssuer
{
    private bool _hasWorked;

    public int HopNumber => 0;

    public RoleHop? Hop => null;

    public TimeSpan Timeout => sts.TotalTimeout + sts.PropagationTimeout;

    private string SessionName => options.FindSessionName() ?? sessionName ?? RoleChainDefaults.SessionName;

    public async ValueTask<string?> FindIdentityAsync(bool async, CancellationToken cancellationToken)
    {
        string token = await ReadTokenAsync(async, cancellationToken).ConfigureAwait(false);
        return IdentityOf(token, GetRole());
    }

    public async ValueTask<RoleSession> IssueAsync(
        bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        string role = GetRole();
        CheckSettings();
        string token = await ReadTokenAsync(async, cancellationToken).ConfigureAwait(false);
        AssumeRoleWithWebIdentityOperation operation = new()
        {
            ChainName = sts.ChainName,
            IsRenewal = _hasWorked,
            RoleArn = role,
            SessionName = SessionName,
            AccountKey = role,
            Duration = options.Duration ?? RoleChainDefaults.Duration,
            RequestedDuration = options.Duration,
            Token = token,
            Origin = IdentityOf(token, role),
        };
        RoleSession session = await sts.IssueAsync(operation, singleAttempt: background, async, cancellationToken).ConfigureAwait(false);
        _hasWorked = true;
        return session;
    }

    public void Forget(RoleSession? session, ForgetReason reason)
    {
    }

    private string IdentityOf(string token, string role) =>
        string.Join('\n', "web identity", role, SessionName, WebIdentityClaims.Hash(token));

    private async ValueTask<string> ReadTokenAsync(bool async, CancellationToken cancellationToken)
    {
        string tokenFile = options.TokenProvider is not null
            ? ""
            : options.FindTokenFile() ?? throw Missing(WebIdentitySourceOptions.TokenFileVariable, nameof(options.TokenFile));
        string? token;
        try
        {
            token = await ForeignCode.RunAsync(
                async cancelled => options.TokenProvider is { } provider
                    ? await provider(cancelled).ConfigureAwait(false)
                    : await File.ReadAllTextAsync(tokenFile, cancelled).ConfigureAwait(false),
                null,
                async,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (options.TokenProvider is not null && !cancellationToken.IsCancellationRequested)
        {
            // Its message may hold the token.
            throw Unavailable(isTransient: true, $"The web identity's TokenProvider failed with {e.GetType().FullName}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason repeats the path.
            string reason = Quoted.FirstLine(tokenFile) == tokenFile ? e.Message : $"{e.GetType().Name}.";
            throw Unavailable(isTransient: true, $"The web identity's token file '{Quoted.FirstLine(tokenFile)}' cannot be read: {reason}");
        }

        // A file that is being replaced is empty for a moment.
        return token?.Trim() is { Length: > 0 } text ? text : throw Unavailable(
            isTransient: true,
            options.TokenProvider is null
                ? $"The web identity's token file '{Quoted.FirstLine(tokenFile)}' is empty."
                : "The web identity's TokenProvider gave an empty token.");
    }

    private string GetRole() => options.FindRoleArn() ?? throw Missing(WebIdentitySourceOptions.RoleArnVariable, nameof(options.RoleArn));

    /// <summary>What the environment says is known only now.</summary>
    private void CheckSettings()
    {
        ChainErrors errors = new();
        WebIdentityRules.Check(options, errors);
        foreach (string? region in regions)
        {
            EndpointRules.CheckRegion(region, nameof(RoleChainOptions.Region), WebIdentityRules.FindPartition(options), errors);
        }

        if (errors.All.Count > 0)
        {
            throw Unavailable(
                isTransient: false, $"The web identity's settings: {string.Join(' ', errors.All.Select(error => error.Message))}");
        }
    }

    private static HopFailedException Missing(string variable, string name) =>
        Unavailable(isTransient: false, $"Neither {variable} nor the {name} of WithWebIdentitySource is set.");

    private static HopFailedException Unavailable(bool isTransient, string message) => new(new HopFailure
    {
        HopNumber = 0,
        Hop = null,
        Kind = RoleChainFailure.SourceUnavailable,
        IsTransient = isTransient,
        Message = message,
    });
}

using RoleChaining.Diagnostics;
using RoleChaining.Text;

namespace RoleChaining.Sts;

/// <summary>A call to STS that issues a session, or shows whose it is. It may be sent any number of times.</summary>
internal abstract class StsOperation
{
    /// <summary>The hop; <see langword="null"/> for a web identity, which is a source.</summary>
    public RoleHop? Hop { get; init; }

    /// <summary>1-based; 0 for a web identity.</summary>
    public int HopNumber => Hop?.Number ?? 0;

    /// <summary>The operation's name in the API.</summary>
    public abstract string Name { get; }

    /// <summary>For spans and metrics.</summary>
    public string ChainName { get; init => field = ChainText.NameOf(value); } = ChainText.Unnamed;

    /// <summary>For log messages.</summary>
    public string LoggedChain => ChainText.InLog(ChainName, Hop?.Tenant);

    /// <summary>The node has had a session, so a denial does not mean a role that was made a moment ago.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>What is sent besides the hop's settings and must be in no message.</summary>
    public virtual IEnumerable<string> Secrets => [];

    public required string RoleArn { get; init; }

    /// <summary>The partition whose STS is called; null where nothing tells it.</summary>
    public virtual string? Partition => RoleChaining.RoleArn.Parse(RoleArn).Partition;

    public required string SessionName { get; init; }

    /// <summary>See <see cref="RoleSession.Origin"/>.</summary>
    public string? Origin { get; init; }

    /// <summary>The account whose circuit and quota the call uses: see <see cref="StsCaller"/>.</summary>
    public required string AccountKey { get; init; }

    /// <summary>How long the session lasts at most.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Where the call goes first, when that is not the chain's region.</summary>
    public virtual string? Region => Hop?.Region;

    /// <summary>
    /// The access key id of the signer; <see langword="null"/> where a web identity token takes the place of a signature.
    /// </summary>
    public string? CallerAccessKeyId { get; init; }

    public bool IsSigned => CallerAccessKeyId is not null;

    /// <summary>Whether an MFA code is needed, which must be asked for anew before every send.</summary>
    public virtual bool NeedsMfaCode => Hop?.MfaTokenProvider is not null;

    /// <summary>The role, where a web identity asks for it.</summary>
    public virtual string? WebIdentityRole => null;

    /// <summary>Whether the answer is a new session.</summary>
    public virtual bool IssuesSession => true;

    /// <summary>Sees each send when it has ended, well or not, with the time that it took. Must not throw.</summary>
    public Action<StsExchange, TimeSpan>? Sent { get; set; }

    /// <summary>What one send carries through the AWS SDK.</summary>
    public abstract StsExchange CreateExchange(string region, DateTimeOffset sentAt);

    /// <summary>Sends the call once. Its exchange has the answer afterwards.</summary>
    public abstract Task SendAsync(
        StsClient client, StsExchange exchange, string? mfaCode, bool async, CancellationToken cancellationToken);

    /// <summary>The session in the answer.</summary>
    /// <exception cref="HopFailedException">The answer has none.</exception>
    public abstract RoleSession Read(StsExchange exchange);

    /// <summary>A failure of this call.</summary>
    public HopFailedException Fail(RoleChainFailure kind, bool isTransient, string message) => new(new HopFailure
    {
        HopNumber = HopNumber,
        Hop = Hop,
        WebIdentityRole = WebIdentityRole,
        Kind = kind,
        IsTransient = isTransient,
        Message = message,
        CallerAccessKeyId = CallerAccessKeyId,
    });

    public HopFailedException Unavailable(string message) => Fail(RoleChainFailure.StsUnavailable, isTransient: true, message);

    public HopFailedException TimedOut(string message) => Fail(RoleChainFailure.TimedOut, isTransient: true, message);

    public sealed override string ToString() => $"{RoleArn} as {SessionName}";
}

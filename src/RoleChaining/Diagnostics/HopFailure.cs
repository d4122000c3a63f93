namespace RoleChaining.Diagnostics;

/// <summary>
/// Why a hop, or the source, has no new session. One object from the place where it happened to the <see cref="RoleChainException"/> that
/// a reader gets. Every reader of a refresh and every chain of the tree shares it. A class and no record: it must not print itself, because
/// the message of STS may repeat secrets.
/// </summary>
internal sealed class HopFailure
{
    /// <summary>1-based; 0 is the source.</summary>
    public required int HopNumber { get; init; }

    /// <summary>The hop; <see langword="null"/> for the source.</summary>
    public required RoleHop? Hop { get; init; }

    /// <summary>The role that a web identity asked for, where it is the source; else <see langword="null"/>.</summary>
    public string? WebIdentityRole { get; init; }

    public required RoleChainFailure Kind { get; init; }

    /// <summary>Whether the same call may succeed later without any change of configuration.</summary>
    public required bool IsTransient { get; init; }

    /// <summary>What happened, in our own words. Holds no secret and may be logged.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// The message of STS or of the source, where there is one. It may repeat values that were sent, so it is never printed as it is.
    /// </summary>
    public string? ForeignMessage { get; init; }

    /// <summary>What the foreign message may repeat besides the settings of the hop.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public string? ErrorCode { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The region whose STS answered; <see langword="null"/> where none did.</summary>
    public string? Region { get; init; }

    /// <summary>The access key id that signed the call. No secret.</summary>
    public string? CallerAccessKeyId { get; init; }

    /// <summary>Nothing was sent because the circuit is open. It lets the next call through after this time.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The time in the signature was wrong. The AWS SDK now knows by how much, so the same call may succeed at once.</summary>
    public bool IsClockSkew { get; init; }

    /// <summary>The cause. Nothing in it makes an AWS client send its request again.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The most exact message there is. Never printed as it is.</summary>
    public string Detail => ForeignMessage ?? Message;

    /// <summary>STS is failing in this region and may work in another one.</summary>
    public bool IsRegional => Kind is RoleChainFailure.StsUnavailable or RoleChainFailure.TimedOut or RoleChainFailure.RegionDisabled;

    /// <summary>
    /// Besides unknown keys, STS answers so in a region that the caller's account has not enabled. Another region then takes the same key.
    /// See <see href="https://docs.aws.amazon.com/general/latest/gr/rande-manage.html">enabling regions</see>.
    /// </summary>
    public bool MayBeDisabledRegion => Kind == RoleChainFailure.CallerRejected && ErrorCode == "InvalidClientTokenId";

    /// <summary>The failure is about the health of STS, and not about the caller.</summary>
    public bool CountsAgainstCircuit => Kind is RoleChainFailure.StsUnavailable or RoleChainFailure.TimedOut or RoleChainFailure.Throttled;
}

namespace RoleChaining;

/// <summary>What was seen of the source, or of one hop, when the chain was verified. Holds no secret.</summary>
public sealed class VerifiedHop
{
    internal VerifiedHop()
    {
    }

    /// <summary>The hop, 1-based; 0 is the source.</summary>
    public required int Number { get; init; }

    /// <summary>The hop of the plan; <see langword="null"/> for the source.</summary>
    public required RoleHop? Hop { get; init; }

    /// <summary>How it was found to be.</summary>
    public required VerifyStatus Status { get; init; }

    /// <summary>The account; <see langword="null"/> for a source that STS did not show.</summary>
    public string? AccountId { get; init; }

    /// <summary>
    /// Whose the session is, as STS shows it:
    /// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</see>.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>The region that was asked last; <see langword="null"/> where nothing was sent.</summary>
    public string? Region { get; init; }

    /// <summary>The host that was asked last; <see langword="null"/> where nothing was sent.</summary>
    public string? Host { get; init; }

    /// <summary>
    /// Whether that host is a <see href="https://aws.amazon.com/compliance/fips/">FIPS</see> endpoint of AWS. In GovCloud each one is.
    /// </summary>
    public bool IsFips => Host is { } host
        && (host.StartsWith("sts-fips.", StringComparison.OrdinalIgnoreCase)
            || (host.StartsWith("sts.us-gov-", StringComparison.OrdinalIgnoreCase)
                && host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The time that the last call took: AssumeRole, or GetCallerIdentity for the source.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>How many calls were sent, those that were tried again included.</summary>
    public required int Calls { get; init; }

    /// <summary>The lifetime that was asked for: one hour where the hop sets none. <see langword="null"/> for the source.</summary>
    public TimeSpan? RequestedLifetime { get; init; }

    /// <summary>The lifetime that STS granted; <see langword="null"/> where it is not known.</summary>
    public TimeSpan? GrantedLifetime { get; init; }

    /// <summary>
    /// How much of its room STS's packed session policies and tags take, in percent; <see langword="null"/> where there are none.
    /// </summary>
    public int? PackedPolicySize { get; init; }

    /// <summary>What is packed, the largest first: own tags, inherited tags and policies, with lengths before packing.</summary>
    public IReadOnlyList<string> PackedParts { get; init; } = [];

    /// <summary>The source identity that the session carries.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>
    /// How long ago the code of the hop's MFA was accepted, which <c>aws:MultiFactorAuthAge</c> counts from; <see langword="null"/> without
    /// MFA. Sessions of later hops carry no MFA.
    /// </summary>
    public TimeSpan? MfaAge { get; init; }

    /// <summary>STS's clock less this machine's, to the second; <see langword="null"/> where STS did not tell its time.</summary>
    public TimeSpan? ClockDifference { get; init; }

    /// <summary>
    /// Why it is not <see cref="VerifyStatus.Ok"/>, with advice; <see langword="null"/> where it is, and where it was not reached.
    /// </summary>
    public RoleChainException? Failure { get; init; }

    /// <summary>The status, the hop and the identity.</summary>
    public override string ToString() => $"{Status}: hop {Number}: {Identity ?? Hop?.RoleArn.ToString() ?? "the source"}";
}

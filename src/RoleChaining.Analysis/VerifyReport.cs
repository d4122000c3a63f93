namespace RoleChaining;

/// <summary>What was seen of a chain when it was verified. Immutable; holds no secret.</summary>
public sealed class VerifyReport
{
    internal VerifyReport()
    {
    }

    /// <summary>The chain.</summary>
    public required RoleChain Chain { get; init; }

    /// <summary>The source and every hop, in order. Those after the first failure are not checked.</summary>
    public required IReadOnlyList<VerifiedHop> Hops { get; init; }

    /// <summary>What came of <see cref="VerifyOptions"/>.</summary>
    public required IReadOnlyList<VerifyCheck> Checks { get; init; }

    /// <summary>The first hop that does not work or could not be checked; <see langword="null"/> where all work.</summary>
    public VerifiedHop? FailedHop => Hops.FirstOrDefault(hop => hop.Status != VerifyStatus.Ok);

    /// <summary>The status of <see cref="FailedHop"/>, or else <see cref="VerifyStatus.Ok"/>.</summary>
    public VerifyStatus Status => FailedHop?.Status ?? VerifyStatus.Ok;

    /// <summary>Why the chain does not work or could not be checked; <see langword="null"/> where it works.</summary>
    public RoleChainException? Failure => FailedHop?.Failure;

    /// <summary>The report as <c>role-chain verify</c> prints it.</summary>
    public override string ToString() => string.Join('\n', new Verifying.VerifyText(Chain, width: null).All(this));
}

namespace RoleChaining;

/// <summary>What was seen of a chain when it was verified. Immutable; holds no secret.</summary>
public sealed class VerifyReport
{
    internal VerifyReport()
    {
    }

    /// <summary>The chain.</summary>
    public required RoleChain Chain { get; init; }

    /// <summary>The source and the hops in order, up to the first that failed.</summary>
    public required IReadOnlyList<VerifiedHop> Hops { get; init; }

    /// <summary>What came of <see cref="VerifyOptions"/>.</summary>
    public required IReadOnlyList<VerifyCheck> Checks { get; init; }

    /// <summary>The status of the last hop that was asked.</summary>
    public VerifyStatus Status => Hops[^1].Status;

    /// <summary>Why the chain does not work or could not be checked; <see langword="null"/> where it works.</summary>
    public RoleChainException? Failure => Hops[^1].Failure;

    /// <summary>The report as <c>role-chain verify</c> prints it.</summary>
    public override string ToString()
    {
        Verifying.VerifyText text = new(Chain, width: null);
        IEnumerable<string> lines = [text.Header, .. Hops.SelectMany(text.Lines), .. text.End(this)];
        return string.Join('\n', lines);
    }
}

namespace RoleChaining.Benchmarks.Samples;

/// <summary>What one process measured.</summary>
/// <param name="Value">In the unit of the question.</param>
internal sealed record SampleResult(double Value)
{
    /// <summary>How much higher the pool's minimum is afterwards; must be none.</summary>
    public int MinThreadsLeft { get; init; }

    public int ThreadsMade { get; init; }

    /// <summary>Given up after so long; then <see cref="Value"/> is that time.</summary>
    public bool IsGivenUp { get; init; }
}

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>How much to measure.</summary>
/// <param name="Samples">Processes per case of those that take a moment; a few of the longer ones.</param>
/// <param name="Only">The part to measure; null is all.</param>
internal sealed record Plan(int Samples, string? Only)
{
    /// <summary>For what takes many seconds, or measures many times within one process.</summary>
    public int Few => Math.Max(1, (Samples + 2) / 3);

    public bool Wants(string part) => Only is null || string.Equals(Only, part, StringComparison.OrdinalIgnoreCase);
}

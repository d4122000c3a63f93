namespace RoleChaining.Benchmarks.Numbers;

/// <summary>What was measured so many times under one name.</summary>
/// <param name="Name">The same in every result file, or files cannot be compared.</param>
/// <param name="Unit">ns, ms, B, or a count's noun. Less is better in all of them.</param>
internal sealed record Measurement(string Name, string Unit, double Median, double Min, double Max, int Samples)
{
    public static Measurement Of(string name, string unit, IReadOnlyCollection<double> values) =>
        new(name, unit, Statistics.Median(values), values.Min(), values.Max(), values.Count);
}

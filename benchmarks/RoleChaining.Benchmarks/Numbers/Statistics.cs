namespace RoleChaining.Benchmarks.Numbers;

internal static class Statistics
{
    public static double Median(IReadOnlyCollection<double> values) => Percentile(values, 0.5);

    /// <summary>The value that this part of the others does not exceed.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        double position = part * (sorted.Length - 1);
        (int below, double rest) = ((int)position, position % 1);
        return rest == 0 ? sorted[below] : (sorted[below] * (1 - rest)) + (sorted[below + 1] * rest);
    }
}

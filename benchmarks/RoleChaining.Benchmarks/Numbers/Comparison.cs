namespace RoleChaining.Benchmarks.Numbers;

/// <summary>
/// Two runs against each other. Beyond noise is what neither run's spread explains: the ranges do not touch, and the medians are apart by
/// more than a tenth. What is counted and not timed has no noise to speak of, so there the ranges alone decide.
/// </summary>
internal static class Comparison
{
    private const double Tenth = 1.1;

    public static IReadOnlyList<Change> Of(
        Dictionary<(string Name, string Unit), Measurement> before, Dictionary<(string Name, string Unit), Measurement> after) =>
    [
        .. from key in before.Keys
           where after.ContainsKey(key)
           let kind = Kind(before[key], after[key])
           where kind != ChangeKind.None
           select new Change(kind, before[key], after[key]),
        .. from key in before.Keys where !after.ContainsKey(key) select new Change(ChangeKind.Gone, before[key], before[key]),
        .. from key in after.Keys where !before.ContainsKey(key) select new Change(ChangeKind.New, after[key], after[key]),
    ];

    private static ChangeKind Kind(Measurement before, Measurement after) =>
        IsAbove(after, before) ? ChangeKind.Worse
        : IsAbove(before, after) ? ChangeKind.Better
        : ChangeKind.None;

    private static bool IsAbove(Measurement high, Measurement low) =>
        high.Min > low.Max && (high.Unit is not ("ns" or "ms" or "ratio") || high.Median > low.Median * Tenth);
}

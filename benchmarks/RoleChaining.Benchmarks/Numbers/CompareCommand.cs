namespace RoleChaining.Benchmarks.Numbers;

/// <summary><c>compare before.md after.md</c>: what got worse, or better, beyond noise.</summary>
internal static class CompareCommand
{
    public static int Run(string before, string after)
    {
        IReadOnlyList<Change> changes = Comparison.Of(ResultFile.Read(File.ReadAllText(before)), ResultFile.Read(File.ReadAllText(after)));
        foreach (Change change in changes)
        {
            Console.WriteLine(change);
        }

        int worse = changes.Count(change => change.Kind == ChangeKind.Worse);
        Console.WriteLine($"{worse} worse, {changes.Count(change => change.Kind == ChangeKind.Better)} better.");
        return worse == 0 ? 0 : 1;
    }
}

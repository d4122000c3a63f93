namespace RoleChaining.Benchmarks.Numbers;

/// <summary>What became of one measurement.</summary>
internal sealed record Change(ChangeKind Kind, Measurement Before, Measurement After)
{
    public override string ToString() => Kind switch
    {
        ChangeKind.Gone => $"not measured any more: {Before.Name}",
        ChangeKind.New => $"new: {After.Name}: {Text.Of(After.Median, After.Unit)}",
        _ => $"{(Kind == ChangeKind.Worse ? "WORSE" : "better")}: {Before.Name}: {Range(Before)} -> {Range(After)} {After.Unit}",
    };

    private static string Range(Measurement m) => $"{Text.Number(m.Median)} ({Text.Number(m.Min)} to {Text.Number(m.Max)})";
}

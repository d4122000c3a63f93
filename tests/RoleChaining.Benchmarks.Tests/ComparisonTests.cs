using RoleChaining.Benchmarks.Numbers;

namespace RoleChaining.Benchmarks;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("ns", new[] { 10.0, 11, 12 }, new[] { 11.0, 12, 13 }, "None")] // the ranges touch
    [InlineData("ns", new[] { 10.0, 11, 12 }, new[] { 12.01, 12.02, 12.03 }, "None")] // no more than a tenth
    [InlineData("ns", new[] { 10.0, 11, 12 }, new[] { 13.0, 14, 15 }, "Worse")]
    [InlineData("ms", new[] { 13.0, 14, 15 }, new[] { 10.0, 11, 12 }, "Better")]
    [InlineData("B", new[] { 100.0, 100 }, new[] { 101.0, 101 }, "Worse")] // counted, so no noise
    [InlineData("calls", new[] { 101.0 }, new[] { 101.0 }, "None")]
    public void What_neither_runs_spread_explains_is_a_change(string unit, double[] before, double[] after, string kind)
    {
        IReadOnlyList<Change> changes = Comparison.Of(Run("read", unit, before), Run("read", unit, after));

        Assert.Equal(kind, changes is [] ? "None" : Assert.Single(changes).Kind.ToString());
    }

    [Fact]
    public void What_only_one_run_measured_is_said() => Assert.Equal(
        [ChangeKind.Gone, ChangeKind.New], Comparison.Of(Run("a", "ns", [1]), Run("b", "ns", [1])).Select(change => change.Kind));

    [Fact]
    public void A_result_file_holds_what_was_measured()
    {
        Ledger run = new();
        run.Add("warm read, chained async", "ns", [31, 28, 29]);
        run.Add("warm read, chained async", "B", [0, 0, 0]);

        Dictionary<(string Name, string Unit), Measurement> read = ResultFile.Read(ResultFile.Write(run, "numbers", "here and now"));

        Assert.Equal(
            [new Measurement("warm read, chained async", "ns", 29, 28, 31, 3), new Measurement("warm read, chained async", "B", 0, 0, 0, 3)],
            read.Values);
    }

    [Fact]
    public void A_goal_is_met_at_its_limit_and_not_without_a_measurement()
    {
        Assert.True(new Goal("read", 100, 30, 30, "ns", "") is { IsMeasured: true, IsMet: true });
        Assert.True(new Goal("read", 100, 31, 30, "ns", "") is { IsMeasured: true, IsMet: false });
        Assert.True(new Goal("read", 100, double.NaN, 30, "ns", "") is { IsMeasured: false, IsMet: false });
    }

    private static Dictionary<(string Name, string Unit), Measurement> Run(string name, string unit, double[] values) =>
        new() { [(name, unit)] = Measurement.Of(name, unit, values) };
}

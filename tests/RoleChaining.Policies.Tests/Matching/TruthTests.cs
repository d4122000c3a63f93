namespace RoleChaining.Matching;

public sealed class TruthTests
{
    // What decides comes first: False for And, True for Or. Then what is not known, because it may decide.
    private static readonly Truth[] ByAnd = [Truth.False, Truth.Unknown, Truth.Undecidable, Truth.True];
    private static readonly Truth[] ByOr = [Truth.True, Truth.Unknown, Truth.Undecidable, Truth.False];

    [Fact]
    public void The_weightier_of_two_decides()
    {
        foreach (Truth left in ByAnd)
        {
            foreach (Truth right in ByAnd)
            {
                Assert.Equal(ByAnd[Math.Min(Array.IndexOf(ByAnd, left), Array.IndexOf(ByAnd, right))], left.And(right));
                Assert.Equal(ByOr[Math.Min(Array.IndexOf(ByOr, left), Array.IndexOf(ByOr, right))], left.Or(right));
            }
        }
    }

    [Theory]
    [InlineData(nameof(Truth.True), nameof(Truth.False))]
    [InlineData(nameof(Truth.False), nameof(Truth.True))]
    [InlineData(nameof(Truth.Unknown), nameof(Truth.Unknown))]
    [InlineData(nameof(Truth.Undecidable), nameof(Truth.Undecidable))]
    public void What_is_not_known_stays_so_when_negated(string truth, string expected) =>
        Assert.Equal(expected, Enum.Parse<Truth>(truth).Not().ToString());
}

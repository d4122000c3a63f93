namespace RoleChaining.Planning;

public sealed class SessionNamesTests
{
    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("CORP\\alice smith", "CORP-alice-smith")]
    [InlineData("a😀b", "a-b")]
    [InlineData("ab", "ab")]
    [InlineData("a", "role-chaining")]
    [InlineData("", "role-chaining")]
    public void What_STS_refuses_becomes_a_hyphen_and_what_is_too_short_another_name(string text, string name) =>
        Assert.Equal(name, SessionNames.FromText(text));

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void A_name_ends_after_64_characters(int length) =>
        Assert.Equal(new string('a', 64), SessionNames.FromText(new string('a', length)));
}

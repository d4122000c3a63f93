namespace RoleChaining.Text;

/// <summary>Did you mean ...?</summary>
public sealed class NearestTests
{
    private static readonly string[] Known = ["credentials", "check", "exec", "sessions", "production", "production-eu", "staging"];

    [Theory]
    [InlineData("Exec", "exec")]
    [InlineData("sess", "sessions")]
    [InlineData("crednetials", "credentials")]
    [InlineData("credential", "credentials")]
    [InlineData("prodution", "production")]
    [InlineData("my-staging", "staging")]
    [InlineData("c", null)] // credentials or check
    [InlineData("ex", "exec")]
    [InlineData("abc", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_where_it_is_only_one(string word, string? nearest) => Assert.Equal(nearest, Nearest.Find(word, Known));
}

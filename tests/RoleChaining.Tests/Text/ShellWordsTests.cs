namespace RoleChaining.Text;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("tool --a b", "tool|--a|b")]
    [InlineData("  tool\t'a b'\n\"c d\"", "tool|a b|c d")]
    [InlineData("tool # words", "tool|#|words")]
    [InlineData("tool a\\ b \"x\\\"y\" \"x\\y\" 'x\\y'", "tool|a b|x\"y|x\\y|x\\y")]
    [InlineData("tool '' \"\"", "tool||")]
    [InlineData("tool $HOME ~ | `x`", "tool|$HOME|~|||`x`")]
    public void Words_are_a_POSIX_shells(string text, string words) => Assert.Equal(words, string.Join('|', ShellWords.Split(text)!));

    [Theory]
    [InlineData("tool 'a")]
    [InlineData("tool \"a")]
    public void An_open_quote_is_no_word(string text)
    {
        Assert.Null(ShellWords.Split(text));
        Assert.Equal(text.Contains('"', StringComparison.Ordinal), ShellWords.SplitForWindows(text) is null);
    }

    [Theory]
    [InlineData("\"C:\\Program Files\\x\\y.exe\" --a \"b c\"", "C:\\Program Files\\x\\y.exe|--a|b c")]
    [InlineData("C:\\x\\y.exe 'a b'", "C:\\x\\y.exe|'a|b'")]
    [InlineData("x a\\\\b d\"e f\"g h", "x|a\\\\b|de fg|h")]
    [InlineData("x a\\\\\\\"b c d", "x|a\\\"b|c|d")]
    [InlineData("x \"a\\\\\\\\b c\" d\\", "x|a\\\\\\\\b c|d\\")]
    public void Words_for_Windows_are_its_own(string text, string words) => Assert.Equal(words, string.Join('|', ShellWords.SplitForWindows(text)!));

    [Theory]
    [InlineData("production")]
    [InlineData("it's \"here\" $HOME `x` \\")]
    public void A_quoted_word_is_one_word(string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other quotes.");
        Assert.Equal([word], ShellWords.Split(ShellWords.Quote(word))!);
    }
}

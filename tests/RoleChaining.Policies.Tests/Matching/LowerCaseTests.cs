namespace RoleChaining.Matching;

/// <summary>The expected texts are what <c>str.lower</c> of Python 3 gives, but for letters beyond the Basic Multilingual Plane.</summary>
public sealed class LowerCaseTests
{
    [Theory]
    [InlineData("PROD-Team", "prod-team")]
    [InlineData("\u0391\u03a3", "\u03b1\u03c2")]
    [InlineData("\u03a3", "\u03c3")] // alone
    [InlineData("1\u03a3", "1\u03c3")]
    [InlineData("\u0391\u03a3\u0391", "\u03b1\u03c3\u03b1")]
    [InlineData("\u0391\u03a3 \u0392", "\u03b1\u03c2 \u03b2")] // two words
    [InlineData("\u0391\u03a3.", "\u03b1\u03c2.")]
    [InlineData("\u0391\u03a3'\u0392", "\u03b1\u03c3'\u03b2")]
    [InlineData("\u0391:\u03a3", "\u03b1:\u03c2")]
    [InlineData("\u0391.\u03a3", "\u03b1.\u03c2")]
    [InlineData("\u0391\u2019\u03a3", "\u03b1\u2019\u03c2")]
    [InlineData("\u0391\u2018\u03a3", "\u03b1\u2018\u03c2")]
    [InlineData("\u0391\u2024\u03a3", "\u03b1\u2024\u03c2")]
    [InlineData("\u0391\u2027\u03a3", "\u03b1\u2027\u03c2")]
    [InlineData("\u0391\u03a3\u00b7\u0392", "\u03b1\u03c3\u00b7\u03b2")]
    [InlineData("\u0391\u0301\u03a3", "\u03b1\u0301\u03c2")] // an accent
    [InlineData("\u0391\u03a3\u0301", "\u03b1\u03c2\u0301")]
    [InlineData("\u0391\u03a3\u0301\u0392", "\u03b1\u03c3\u0301\u03b2")]
    [InlineData("\u0391\u20dd\u03a3", "\u03b1\u20dd\u03c2")] // an enclosing circle
    [InlineData("\u0391\u03a3\u00ad\u0392", "\u03b1\u03c3\u00ad\u03b2")] // a soft hyphen
    [InlineData("\u0391\u02b0\u03a3", "\u03b1\u02b0\u03c2")] // a modifier letter
    [InlineData("\u0391^\u03a3", "\u03b1^\u03c2")]
    [InlineData("\u01c5\u03a3", "\u01c6\u03c2")] // a title-case letter
    [InlineData("\u0130", "i\u0307")]
    [InlineData("\u212a", "k")]
    [InlineData("\u2126", "\u03c9")]
    [InlineData("\u212b", "\u00e5")]
    [InlineData("\u1e9e", "\u00df")]
    [InlineData("\U00010400\u03a3", "\U00010400\u03c2")]
    [InlineData("\u0391\u03a3\U00010400", "\u03b1\u03c3\U00010400")]
    [InlineData("\U0001F600\u03a3", "\U0001F600\u03c3")]
    [InlineData("\u0391\U000E0001\u03a3", "\u03b1\U000E0001\u03c2")] // a tag, which is skipped as a whole
    [InlineData("\ud800\u03a3", "\ud800\u03c3")]
    [InlineData("\u0391\u03a3\udc00", "\u03b1\u03c2\udc00")]
    [InlineData("\udc00\u03a3", "\udc00\u03c3")]
    public void It_is_that_of_Unicode(string text, string lower) => Assert.Equal(lower, LowerCase.Of(text));
}

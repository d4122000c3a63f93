using System.Globalization;
using System.Text;
using CsCheck;

namespace RoleChaining.Trails;

/// <summary>Times of records in all forms that AWS writes.</summary>
public sealed class EventTimePropertyTests
{
    private static readonly long Last = new DateTimeOffset(2099, 12, 31, 23, 59, 59, TimeSpan.Zero).ToUnixTimeSeconds();

    [Fact]
    public void A_time_is_the_same_in_every_form() => Gen.Select(
        Gen.Long[0, Last],
        Gen.OneOf("yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyyMMdd'T'HHmmss'Z'", "MMM d, yyyy, h:mm:ss tt", "MMM d, yyyy h:mm:ss tt"))
        .Sample((seconds, form) =>
        {
            string text = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString(form, CultureInfo.InvariantCulture);
            Assert.True(EventTimes.TryParse(Encoding.UTF8.GetBytes(text), out long read), text);
            Assert.Equal(seconds, read);
        });

    [Fact]
    public void Any_text_is_read_or_refused() => Gen.String[Gen.Char["0123456789-:TZ.+e, AMP"], 0, 24].Sample(
        text => Assert.True(EventTimes.TryParse(Encoding.UTF8.GetBytes(text), out long seconds) || seconds == 0));

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0L)]
    [InlineData("2026-12-31T23:59:59Z", 1_798_761_599L)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800L)]
    [InlineData("1764590400.5", 1_764_590_400L)]
    [InlineData("1.764590400E9", 1_764_590_400L)]
    [InlineData("2026-02-29T00:00:00Z", null)]
    [InlineData("2026-13-01T00:00:00Z", null)]
    [InlineData("2026-00-01T00:00:00Z", null)]
    [InlineData("2026-01-00T00:00:00Z", null)]
    [InlineData("2026-01-01T24:00:00Z", null)]
    [InlineData("2026-01-01T00:60:00Z", null)]
    [InlineData("2026-01-01T00:00:60Z", null)]
    [InlineData("2026-01-01T00-00-00Z", null)]
    [InlineData("0", null)]
    [InlineData("32503680000", null)]
    public void Times_are_read_to_the_second_or_refused(string text, long? seconds)
    {
        bool isTime = EventTimes.TryParse(Encoding.UTF8.GetBytes(text), out long read);
        Assert.Equal((seconds is not null, seconds ?? 0), (isTime, read));
    }
}

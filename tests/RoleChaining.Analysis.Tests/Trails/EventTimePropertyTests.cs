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
}

namespace RoleChaining.Matching;

public sealed class DateTextTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1", -1_000)]
    [InlineData("2026", 2_026_000)] // a year alone is seconds
    [InlineData("253402300799", 253_402_300_799_000)]
    [InlineData("-253402300799", -253_402_300_799_000)]
    public void A_number_is_seconds_since_1970(string text, long expected) => Assert.Equal(expected, DateText.Parse(text));

    [Theory]
    [InlineData("2026-03-04", "00:00")]
    [InlineData("2026-03-04T05", "05:00")]
    [InlineData("2026-03-04T05:06", "05:06")]
    [InlineData("2026-03-04t05:06z", "05:06")]
    [InlineData("2026-03-04T05:06:07", "05:06:07")]
    [InlineData("2026-03-04T050607Z", "05:06:07")]
    [InlineData("2026-03-04T05:06:07.5Z", "05:06:07.5")]
    [InlineData("2026-03-04T05:06:07,08Z", "05:06:07.08")]
    [InlineData("2026-03-04T05:06:07.0899Z", "05:06:07.089")] // what is smaller than a millisecond is cut off
    [InlineData("2026-03-04T05:06:07+01:30", "03:36:07")]
    [InlineData("2026-03-04T05:06:07+0130", "03:36:07")]
    [InlineData("2026-03-04T05:06:07+01", "04:06:07")]
    [InlineData("2026-03-04T05:06:07-01:30", "06:36:07")]
    public void A_date_is_read_with_or_without_time_and_zone(string text, string time) =>
        Assert.Equal((Day + TimeSpan.Parse(time, null)).ToUnixTimeMilliseconds(), DateText.Parse(text));

    [Fact]
    public void What_is_left_out_of_a_date_is_its_first_month_and_day()
    {
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), DateText.Parse("2026-03"));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), DateText.Parse("2026T10Z"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("253402300800")]
    [InlineData("-253402300800")]
    [InlineData("1.5")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("2026-3-4")]
    [InlineData("2026-03-04T")]
    [InlineData("2026-03-04T24:00")]
    [InlineData("2026-03-04T05:60")]
    [InlineData("2026-03-04T05:06:07.Z")]
    [InlineData("2026-03-04 05:06")]
    [InlineData("2026-03-04T05:06:07Z ")]
    [InlineData("\u0662\u0660\u0662\u0666-01-01")] // digits of another script
    [InlineData("2026-01-\u0660\u0661")]
    [InlineData("2026-01-01T00:00:00.\u0661Z")]
    public void Anything_else_is_no_date(string text) => Assert.Null(DateText.Parse(text));
}

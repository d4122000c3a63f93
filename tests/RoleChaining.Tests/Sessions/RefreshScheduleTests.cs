using Amazon.Runtime;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

public sealed class RefreshScheduleTests
{
    private static readonly DateTimeOffset Issued = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RoleChainRefreshOptions _options = new();

    [Theory]
    [InlineData(15, 5)]
    [InlineData(20, 5)]
    [InlineData(21, 10.5)]
    [InlineData(30, 15)]
    [InlineData(60, 15)]
    [InlineData(89, 15)]
    [InlineData(90, 45)]
    [InlineData(120, 60)]
    [InlineData(720, 60)]
    public void The_advisory_window_follows_the_lifetime_and_never_takes_more_than_half_of_it(double lifetime, double window) =>
        Assert.Equal(TimeSpan.FromMinutes(window), AdvisoryWindow.Find(TimeSpan.FromMinutes(lifetime), _options));

    [Fact]
    public void A_window_of_the_callers_own_takes_the_tables_place()
    {
        _options.AdvisoryWindow = TimeSpan.FromMinutes(10);
        Assert.Equal(TimeSpan.FromMinutes(10), AdvisoryWindow.Find(TimeSpan.FromHours(1), _options));
        Assert.Equal(TimeSpan.FromMinutes(7.5), AdvisoryWindow.Find(TimeSpan.FromMinutes(10), _options));
    }

    [Theory]
    [InlineData(0, 45)]
    [InlineData(0.5, 45.75)]
    [InlineData(1, 46.5)]
    public void The_start_is_spread_over_the_first_tenth_of_the_window(double random, double minutes) =>
        Assert.Equal(Issued.AddMinutes(minutes), Schedule(TimeSpan.FromHours(1), random).RefreshAt);

    [Fact]
    public void However_wide_the_spread_a_refresh_begins_before_readers_must_wait()
    {
        _options.JitterFraction = 1;
        RefreshSchedule schedule = Schedule(TimeSpan.FromHours(1), random: 1);
        Assert.Equal(schedule.MandatoryAt, schedule.RefreshAt);
    }

    [Fact]
    public void Readers_wait_in_the_last_minute_and_signing_ends_ten_seconds_before_the_end()
    {
        RefreshSchedule schedule = Schedule(TimeSpan.FromHours(1), random: 0);
        Assert.Equal(Issued.AddMinutes(59), schedule.MandatoryAt);
        Assert.Equal(Issued.AddMinutes(60).AddSeconds(-10), schedule.SignsUntil);
        Assert.Equal(Issued.AddMinutes(60), schedule.ExpiresAt);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(900)]
    public void Even_the_shortest_session_is_served_for_half_its_life_before_it_is_refreshed(double seconds)
    {
        RefreshSchedule schedule = Schedule(TimeSpan.FromSeconds(seconds), random: 0);
        Assert.True(schedule.RefreshAt >= Issued.AddSeconds(seconds / 2));
        Assert.True(schedule.RefreshAt < schedule.MandatoryAt && schedule.MandatoryAt < schedule.SignsUntil && schedule.SignsUntil < schedule.ExpiresAt);
    }

    [Fact]
    public void Credentials_of_unknown_life_are_asked_for_again_after_a_minute_and_never_expire()
    {
        RefreshSchedule schedule = RefreshSchedule.For(new RoleSession(new ImmutableCredentials("AKIA", "s", null), Issued, null), _options, 0);
        Assert.Equal(Issued.AddMinutes(1), schedule.RefreshAt);
        Assert.Equal(DateTimeOffset.MaxValue, schedule.ExpiresAt);
    }

    private RefreshSchedule Schedule(TimeSpan lifetime, double random) =>
        RefreshSchedule.For(new RoleSession(new ImmutableCredentials("ASIA", "s", "t"), Issued, Issued + lifetime), _options, random);
}

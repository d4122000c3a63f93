using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

public sealed class DenialRenewalsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DenialRenewals _renewals = new();

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(5.1, true)]
    public void A_session_of_the_last_five_seconds_is_not_renewed(double seconds, bool mayRenew)
    {
        RoleSession session = Session();
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(mayRenew, _renewals.MayRenew(_clock, session));
    }

    [Fact]
    public void Renewals_that_do_not_help_come_after_twice_the_time_each_up_to_an_hour()
    {
        foreach (int minutes in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            Count();
            AssertNextAfter(TimeSpan.FromMinutes(minutes));
        }
    }

    [Fact]
    public void After_one_that_helped_the_next_may_come_after_a_minute()
    {
        for (int i = 0; i < 5; i++)
        {
            Count();
        }

        _renewals.Helped();
        AssertNextAfter(TimeSpan.FromMinutes(1));
        Count();
        AssertNextAfter(TimeSpan.FromMinutes(2));
    }

    private void Count() => _renewals.Count(_clock);

    private void AssertNextAfter(TimeSpan interval)
    {
        RoleSession session = Session();
        _clock.Advance(interval - TimeSpan.FromTicks(1));
        Assert.False(_renewals.MayRenew(_clock, session));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(_renewals.MayRenew(_clock, session));
    }

    private RoleSession Session() => new(new ImmutableCredentials("ASIA", "s", "t"), _clock.GetUtcNow(), _clock.GetUtcNow() + TimeSpan.FromHours(12));
}

using Amazon.Runtime;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

public sealed class FailureDelaysTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RoleChainRefreshOptions _options = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(500, 60)]
    public void The_wait_doubles_to_a_minute_while_the_session_is_valid(int failures, double seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), FailureDelays.NextAttempt(Now, failures, Valid(TimeSpan.FromMinutes(10)), _options, random: 1));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(4, 5)]
    [InlineData(500, 5)]
    public void It_stays_within_five_seconds_where_a_reader_would_fail(int failures, double seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), FailureDelays.NextAttempt(Now, failures, schedule: null, _options, random: 1));

    [Fact]
    public void A_wait_that_begins_early_ends_within_five_seconds_of_the_mandatory_minute() =>
        Assert.Equal(
            Now.AddSeconds(35), FailureDelays.NextAttempt(Now, failures: 10, Valid(TimeSpan.FromSeconds(90)), _options, random: 1));

    [Theory]
    [InlineData(0.1, 1.1)]
    [InlineData(2, 3)]
    [InlineData(60, 5)]
    public void Where_a_reader_would_fail_an_open_circuit_is_wait_enough(double circuit, double seconds)
    {
        DateTimeOffset NextAttempt(RefreshSchedule? schedule) =>
            FailureDelays.NextAttempt(Now, failures: 10, schedule, _options, random: 1, circuit: TimeSpan.FromSeconds(circuit));
        Assert.Equal(Now.AddSeconds(seconds), NextAttempt(schedule: null));
        Assert.Equal(Now.AddSeconds(seconds), NextAttempt(Valid(TimeSpan.FromSeconds(50))));
    }

    [Theory]
    [InlineData(0.1, 1.1)]
    [InlineData(2, 22)]
    [InlineData(60, 60)]
    public void Elsewhere_one_whom_the_circuit_refused_comes_back_after_a_few_of_its_probes(double circuit, double seconds) => Assert.Equal(
        Now.AddSeconds(seconds),
        FailureDelays.NextAttempt(Now, failures: 10, Valid(TimeSpan.FromMinutes(10)), _options, random: 1, circuit: TimeSpan.FromSeconds(circuit)));

    [Theory]
    [InlineData(6)]
    [InlineData(60)]
    [InlineData(900)]
    public void However_short_a_session_the_next_attempt_comes_before_its_end(int lifetime)
    {
        DateTimeOffset expires = Now.AddSeconds(lifetime);
        RefreshSchedule schedule = RefreshSchedule.For(new RoleSession(new ImmutableCredentials("ASIA", "s", "t"), Now, expires), _options, random: 0);
        Assert.True(FailureDelays.NextAttempt(schedule.RefreshAt, failures: 10, schedule, _options, random: 1) < expires);
        Assert.True(FailureDelays.NextAttempt(schedule.MandatoryAt, failures: 10, schedule, _options, random: 1) < expires);
    }

    [Fact]
    public void The_wait_for_credentials_that_never_expire_doubles_to_a_minute_too()
    {
        RefreshSchedule never = RefreshSchedule.For(new RoleSession(new ImmutableCredentials("AKIA", "s", null), Now, null), _options, random: 0);
        Assert.Equal(Now.AddSeconds(60), FailureDelays.NextAttempt(Now, failures: 10, never, _options, random: 1));
    }

    [Fact]
    public void Jitter_is_full() =>
        Assert.Equal(Now.AddSeconds(15), FailureDelays.NextAttempt(Now, failures: 10, Valid(TimeSpan.FromMinutes(10)), _options, random: 0.25));

    [Fact]
    public void Without_jitter_the_wait_is_exact()
    {
        _options.JitterFraction = 0;
        _options.FailureDelay = _options.MaxFailureDelay = _options.MaxUrgentFailureDelay = TimeSpan.FromSeconds(420);
        Assert.Equal(Now.AddSeconds(420), FailureDelays.NextAttempt(Now, failures: 3, schedule: null, _options, random: 0.1));
    }

    [Fact]
    public void The_mandatory_minute_begins_with_its_first_moment() => Assert.Equal(
        Now.AddSeconds(2),
        FailureDelays.NextAttempt(Now, failures: 10, Valid(TimeSpan.FromMinutes(1)), _options, random: 1, circuit: TimeSpan.FromSeconds(1)));

    [Fact]
    public void A_failure_that_passes_is_remembered_for_a_fifth_of_a_second() =>
        Assert.Equal(Now.AddSeconds(0.2), FailureDelays.ForgetFailure(Now));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    public void A_denial_is_remembered_for_one_to_five_seconds(double random, double seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), FailureDelays.ForgetDenial(Now, random));

    private RefreshSchedule Valid(TimeSpan remaining) => RefreshSchedule.For(
        new RoleSession(new ImmutableCredentials("ASIA", "s", "t"), Now + remaining - TimeSpan.FromHours(1), Now + remaining), _options, random: 0);
}

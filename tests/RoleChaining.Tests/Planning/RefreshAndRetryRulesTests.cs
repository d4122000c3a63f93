namespace RoleChaining.Planning;

public sealed class RefreshAndRetryRulesTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(-0.001, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1.001, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void Jitter_is_a_part_of_the_window(double fraction, bool accepted) =>
        Verdict(accepted, "Refresh:JitterFraction", options => options.Refresh.JitterFraction = fraction);

    [Fact]
    public void The_windows_and_delays_are_longer_than_zero_and_not_longer_than_a_day()
    {
        Positive("Refresh:MandatoryWindow", (options, value) => options.Refresh.MandatoryWindow = value, upToADay: false);
        Positive("Refresh:AdvisoryWindow", (options, value) => options.Refresh.AdvisoryWindow = value, upToADay: false);
        Positive("Refresh:FailureDelay", (options, value) => options.Refresh.FailureDelay = value, upToADay: false);
        Positive("Refresh:MaxFailureDelay", (options, value) => (options.Refresh.FailureDelay, options.Refresh.MaxFailureDelay) = (Tick, value));
        Positive("Refresh:MaxUrgentFailureDelay", (options, value) => options.Refresh.MaxUrgentFailureDelay = value);
        Positive("Retry:BaseDelay", (options, value) => options.Retry.BaseDelay = value, upToADay: false);
        Positive("Retry:MaxDelay", (options, value) => (options.Retry.BaseDelay, options.Retry.MaxDelay) = (Tick, value));

        static void Positive(string property, Action<RoleChainOptions, TimeSpan> set, bool upToADay = true)
        {
            Verdict(false, property, options => set(options, TimeSpan.Zero));
            Verdict(false, property, options => set(options, -Tick));
            Verdict(false, property, options => set(options, Day + Tick));
            if (upToADay)
            {
                Verdict(true, property, options => set(options, Day));
            }
        }
    }

    [Fact]
    public void A_window_or_delay_may_be_as_short_as_can_be()
    {
        Verdict(true, "", options => (options.Refresh.MandatoryWindow, options.Refresh.AdvisoryWindow) = (Tick, Tick));
        Verdict(true, "", options => (options.Refresh.FailureDelay, options.Refresh.MaxUrgentFailureDelay) = (Tick, Tick));
        Verdict(true, "", options => options.Retry.BaseDelay = Tick);
    }

    [Fact]
    public void An_expired_session_may_be_served_not_at_all()
    {
        Verdict(true, "Refresh:ExpiredGrace", options => options.Refresh.ExpiredGrace = TimeSpan.Zero);
        Verdict(false, "Refresh:ExpiredGrace", options => options.Refresh.ExpiredGrace = -Tick);
        Verdict(true, "Refresh:ExpiredGrace", options => options.Refresh.ExpiredGrace = Day);
        Verdict(false, "Refresh:ExpiredGrace", options => options.Refresh.ExpiredGrace = Day + Tick);
    }

    [Fact]
    public void The_longest_failure_delay_is_not_shorter_than_the_first()
    {
        Verdict(true, "", options => options.Refresh.MaxFailureDelay = options.Refresh.FailureDelay);
        Verdict(false, "Refresh:FailureDelay", options => options.Refresh.MaxFailureDelay = options.Refresh.FailureDelay - Tick);
    }

    [Fact]
    public void The_mandatory_window_is_within_the_advisory_one()
    {
        Verdict(true, "", options => options.Refresh.AdvisoryWindow = options.Refresh.MandatoryWindow);
        Verdict(false, "Refresh:MandatoryWindow", options => options.Refresh.AdvisoryWindow = options.Refresh.MandatoryWindow - Tick);
    }

    [Fact]
    public void The_advisory_window_is_shorter_than_the_shortest_session()
    {
        Verdict(true, "", options => options.Refresh.AdvisoryWindow = TimeSpan.FromHours(1) - Tick);
        Verdict(false, "Refresh:AdvisoryWindow", options => options.Refresh.AdvisoryWindow = TimeSpan.FromHours(1));
        Verdict(true, "", options => ShortHop(options).Refresh.AdvisoryWindow = TimeSpan.FromMinutes(15) - Tick);
        Verdict(false, "Refresh:AdvisoryWindow", options => ShortHop(options).Refresh.AdvisoryWindow = TimeSpan.FromMinutes(15));

        static RoleChainOptions ShortHop(RoleChainOptions options)
        {
            options.Hops[1].Duration = TimeSpan.FromMinutes(15);
            return options;
        }
    }

    [Fact]
    public void The_mandatory_window_is_shorter_than_the_shortest_session_when_AWS_s_table_gives_the_other()
    {
        Verdict(true, "", options => options.Refresh.MandatoryWindow = TimeSpan.FromHours(1) - Tick);
        Verdict(false, "Refresh:MandatoryWindow", options => options.Refresh.MandatoryWindow = TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_chain_that_is_its_source_has_no_shortest_session() =>
        Check.Accepted(new RoleChainOptions { UseSourceDirectly = true, Refresh = { AdvisoryWindow = Day } });

    [Fact]
    public void What_a_denial_does_is_one_of_two() =>
        Verdict(false, "Refresh:OnDenied", options => options.Refresh.OnDenied = (DeniedBehavior)2);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void There_are_1_to_10_attempts(int attempts, bool accepted) =>
        Verdict(accepted, "Retry:MaxAttempts", options => options.Retry.MaxAttempts = attempts);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(5 * TimeSpan.TicksPerMinute, true)]
    [InlineData((5 * TimeSpan.TicksPerMinute) + 1, false)]
    public void A_new_role_is_waited_for_up_to_five_minutes(long ticks, bool accepted) =>
        Verdict(accepted, "Retry:PropagationTimeout", options => options.Retry.PropagationTimeout = TimeSpan.FromTicks(ticks));

    [Fact]
    public void The_longest_delay_is_not_shorter_than_the_first()
    {
        Verdict(true, "", options => options.Retry.MaxDelay = options.Retry.BaseDelay);
        Verdict(false, "Retry:BaseDelay", options => options.Retry.MaxDelay = options.Retry.BaseDelay - Tick);
    }

    [Fact]
    public void Timeouts_are_what_the_pipeline_takes_and_one_attempt_fits_into_all()
    {
        TimeSpan shortest = TimeSpan.FromMilliseconds(10);
        Verdict(true, "", options => (options.Retry.AttemptTimeout, options.Retry.TotalTimeout) = (shortest, shortest));
        Verdict(true, "", options => (options.Retry.AttemptTimeout, options.Retry.TotalTimeout) = (Day, Day));
        Verdict(false, "Retry:AttemptTimeout", options => options.Retry.AttemptTimeout = shortest - Tick);
        Verdict(false, "Retry:AttemptTimeout", options => options.Retry.AttemptTimeout = options.Retry.TotalTimeout + Tick);
        Verdict(false, "Retry:TotalTimeout", options => options.Retry.TotalTimeout = shortest - Tick);
        Verdict(false, "Retry:TotalTimeout", options => options.Retry.TotalTimeout = Day + Tick);
    }

    [Fact]
    public void A_fault_names_value_and_limit() =>
        Assert.Equal(
            "Retry.AttemptTimeout is 00:00:20, longer than TotalTimeout, 00:00:15; shorten it or lengthen TotalTimeout.",
            Check.Refused(Some.Options(options => options.Retry.AttemptTimeout = TimeSpan.FromSeconds(20)), "Retry:AttemptTimeout").Message);

    private static void Verdict(bool accepted, string property, Action<RoleChainOptions> change)
    {
        RoleChainOptions options = Some.Options(change);
        if (accepted)
        {
            Check.Accepted(options);
        }
        else
        {
            Check.Refused(options, property, property.Replace(':', '.'));
        }
    }
}

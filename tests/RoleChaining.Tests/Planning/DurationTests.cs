namespace RoleChaining.Planning;

public sealed class DurationTests
{
    [Theory]
    [InlineData(899, false)]
    [InlineData(900, true)]
    [InlineData(43200, true)]
    [InlineData(43201, false)]
    [InlineData(0, false)]
    [InlineData(-900, false)]
    public void A_first_hop_lasts_15_minutes_to_12_hours(int seconds, bool accepted) =>
        Check.Hop(accepted, "Duration", hop => hop.Duration = TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(899, false)]
    [InlineData(900, true)]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    [InlineData(50000, false)]
    public void A_later_hop_lasts_one_hour_at_most(int seconds, bool accepted)
    {
        RoleChainOptions options = Some.Chain(Some.Plain, hop => hop.Duration = TimeSpan.FromSeconds(seconds));
        if (accepted)
        {
            Check.Accepted(options);
        }
        else
        {
            Check.Refused(options, "Hops:1:Duration", "hop 2 of 2: Duration is");
        }
    }

    [Theory]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    public void A_first_hop_lasts_one_hour_at_most_when_the_source_is_a_session(int seconds, bool accepted)
    {
        RoleChainOptions options = Some.Chain(hop => hop.Duration = TimeSpan.FromSeconds(seconds));
        RoleChainSourceOptions source = Some.Source(source => source.IsTemporary = true);
        if (accepted)
        {
            Check.Accepted(options, source);
        }
        else
        {
            Check.Refused(options, source, "Hops:0:Duration", "01:00:01", "the source's credentials are a session already");
        }
    }

    [Fact]
    public void The_one_hour_rule_is_explained() =>
        Assert.Equal(
            "hop 2 of 2: Duration is 02:00:00, but a session of the hop before assumes it (role chaining), and AWS ends such a session after "
            + "01:00:00 whatever the role allows; set 01:00:00 at most, or leave it out.",
            Check.Refused(Some.Chain(Some.Plain, hop => hop.Duration = TimeSpan.FromHours(2)), "Hops:1:Duration").Message);

    [Fact]
    public void A_duration_is_of_whole_seconds()
    {
        Check.Hop(true, "Duration", hop => hop.Duration = TimeSpan.FromSeconds(901));
        Check.Hop(false, "Duration", hop => hop.Duration = TimeSpan.FromSeconds(901) + TimeSpan.FromTicks(1));
        Check.Hop(false, "Duration", hop => hop.Duration = TimeSpan.FromMilliseconds(900_500));
    }

    [Fact]
    public void MFA_is_for_the_first_hop_and_for_a_user_only()
    {
        Check.Refused(
            Some.Chain(Some.Plain, Mfa), "Hops:1:MfaSerialNumber", "hop 2 of 2: MfaSerialNumber is \"GAHT12345678\"", "only an IAM user has an MFA device");
        Check.Refused(Some.Chain(Mfa), Some.Source(source => source.IsTemporary = true), "Hops:0:MfaSerialNumber", "a session already");
    }

    [Fact]
    public void A_source_that_turns_out_to_be_a_session_brings_the_very_same_message()
    {
        static void Long(RoleHopOptions hop) => hop.Duration = TimeSpan.FromHours(12);
        ChainError planned = Check.Refused(
            Some.Chain(Long, Some.Plain), Some.Source(source => source.IsTemporary = true), "Hops:0:Duration", "12:00:00");

        RoleChain chain = Some.Plan(Long, Some.Plain);

        Assert.Equal(planned.Message, $"hop 1 of 2: {ChainPlanner.ChainedDurationError(chain.Hops[0])}");
    }

    [Fact]
    public void A_source_that_turns_out_to_be_a_session_is_no_fault_of_a_short_hop()
    {
        Assert.Null(ChainPlanner.ChainedDurationError(Some.Plan(Some.Plain).Hops[0]));
        Assert.Null(ChainPlanner.ChainedDurationError(Some.Plan(hop => hop.Duration = TimeSpan.FromHours(1)).Hops[0]));
    }

    [Fact]
    public void A_source_that_turns_out_to_be_a_session_has_no_MFA() =>
        Assert.Contains("MfaSerialNumber is", ChainPlanner.ChainedDurationError(Some.Plan(Mfa).Hops[0]), StringComparison.Ordinal);

    private static void Mfa(RoleHopOptions hop)
    {
        hop.MfaSerialNumber = "GAHT12345678";
        hop.MfaTokenProvider = The.MfaProvider;
    }
}

namespace RoleChaining.Verifying;

/// <summary>The lines of one hop and of one check, each with all that may be in it.</summary>
public sealed class VerifyLineTests
{
    private static readonly RoleChain Chain = new RoleChainBuilder()
        .AssumeRole(VerifiedWorld.Hub, hop =>
        {
            hop.SourceIdentity = "alice";
            hop.Tags.Add("Team", "alpha", transitive: true);
            hop.Tags.Add("Stage", "live", transitive: true);
        })
        .AssumeRole(VerifiedWorld.Production)
        .AssumeRole("arn:aws:iam::444444444444:role/Last")
        .BuildChain();

    [Fact]
    public void A_hop_with_all_that_can_be_seen_is_told_in_full()
    {
        VerifiedHop hop = new()
        {
            Number = 2,
            Hop = Chain.Hops[1],
            Status = VerifyStatus.Ok,
            AccountId = "333333333333",
            Identity = "arn:aws:sts::333333333333:assumed-role/ProductionRole/orders",
            Region = "us-gov-west-1",
            Host = "sts.us-gov-west-1.amazonaws.com",
            Latency = TimeSpan.FromMilliseconds(12.6),
            Calls = 3,
            RequestedLifetime = TimeSpan.FromMinutes(90),
            GrantedLifetime = TimeSpan.FromMinutes(15),
            PackedPolicySize = 42,
            PackedParts = ["one", "two", "three", "four", "five"],
            SourceIdentity = "alice",
            MfaAge = TimeSpan.FromSeconds(95),
            ClockDifference = TimeSpan.FromSeconds(-3601),
        };

        Assert.Equal(
            [
                "ok            2 333333333333     13 ms   1h30m     15m  arn:aws:sts::333333333333:assumed-role/ProductionRole/orders",
                "    asked: sts.us-gov-west-1.amazonaws.com in us-gov-west-1, FIPS, 3 calls",
                "    packed size: 42 %: one, two, three, and 2 more",
                "    inherited tags: Team, Stage",
                "    source identity: alice, inherited",
                "    MFA: 1m35s ago",
                "    clock: this machine's is 1h ahead of STS's",
            ],
            new VerifyText(Chain, width: 140).Lines(hop));
        Assert.Equal(
            ["ok            2 333333333333     13 ms   1h30m     15m", "    arn:aws:sts::333333333333:assumed-role/ProductionRole/orders"],
            new VerifyText(Chain, width: 139).Lines(hop).Take(2));
        Assert.Equal("Ok: hop 2: arn:aws:sts::333333333333:assumed-role/ProductionRole/orders", hop.ToString());
    }

    [Fact]
    public void A_hop_of_which_little_is_known_is_told_by_its_role()
    {
        VerifiedHop hop = new() { Number = 2, Hop = Chain.Hops[1], Status = VerifyStatus.NotChecked, Calls = 0, PackedPolicySize = 1, PackedParts = ["one", "two", "three"] };

        Assert.Equal(
            [$"not checked   2                                         {VerifiedWorld.Production}", "    packed size: 1 %: one, two, three"],
            new VerifyText(Chain, width: null).Lines(hop));
        Assert.Equal($"NotChecked: hop 2: {VerifiedWorld.Production}", hop.ToString());
        VerifiedHop source = new() { Number = 0, Hop = null, Status = VerifyStatus.Denied, Calls = 0 };
        Assert.Equal(["denied        0                                         the source"], new VerifyText(Chain, width: null).Lines(source));
        Assert.Equal(["denied        0"], new VerifyText(Chain, width: 60).Lines(source));
        Assert.Equal("Denied: hop 0: the source", source.ToString());
    }

    [Theory]
    [InlineData(3600, 3601, "1h      1h")]
    [InlineData(3600, 3599, "1h      1h")]
    [InlineData(3600, 3602, "1h      1h")]
    [InlineData(3600, 3598, "1h  59m58s")]
    [InlineData(3600, 900, "1h     15m")]
    [InlineData(900, 30, "15m     30s")]
    [InlineData(36_060, 0, "10h1m      0s")]
    public void A_lifetime_that_is_less_than_was_asked_for_is_shown(int asked, int granted, string shown)
    {
        VerifiedHop hop = new()
        {
            Number = 1, Hop = Chain.Hops[0], Status = VerifyStatus.Ok, Calls = 2, RequestedLifetime = TimeSpan.FromSeconds(asked), GrantedLifetime = TimeSpan.FromSeconds(granted),
        };

        Assert.Equal($"ok            1{shown.PadLeft(39)}", new VerifyText(Chain, width: 60).Lines(hop).First());
    }

    [Theory]
    [InlineData(1.9, null)]
    [InlineData(-1.9, null)]
    [InlineData(2, "clock: this machine's is 2s behind STS's")]
    [InlineData(-2, "clock: this machine's is 2s ahead of STS's")]
    [InlineData(600, "clock: this machine's is 10m behind STS's")]
    public void A_clock_that_differs_by_seconds_is_told(double seconds, string? line)
    {
        VerifiedHop hop = new() { Number = 1, Hop = Chain.Hops[0], Status = VerifyStatus.Ok, Calls = 1, ClockDifference = TimeSpan.FromSeconds(seconds) };

        Assert.Equal(line, new VerifyText(Chain, width: null).Lines(hop).Skip(1).SingleOrDefault()?.Trim());
    }

    [Theory]
    [InlineData("sts-fips.us-east-1.amazonaws.com", true)]
    [InlineData("STS-FIPS.us-east-1.api.aws", true)]
    [InlineData("sts.us-gov-east-1.amazonaws.com", true)]
    [InlineData("sts.us-gov-east-1.example.com", false)]
    [InlineData("sts.us-east-1.amazonaws.com", false)]
    [InlineData(null, false)]
    public void A_host_tells_whether_it_is_one_of_FIPS(string? host, bool isFips) =>
        Assert.Equal(isFips, new VerifiedHop { Number = 1, Hop = null, Status = VerifyStatus.Ok, Calls = 0, Host = host }.IsFips);

    [Theory]
    [InlineData(0, "denied: the source; the hops after it were not asked")]
    [InlineData(1, "denied: hop 1 of 3; the hops after it were not asked")]
    [InlineData(2, "denied: hop 2 of 3; the hop after it was not asked")]
    [InlineData(3, "denied: hop 3 of 3")]
    public void The_last_line_says_where_the_chain_ends(int number, string line)
    {
        VerifyReport report = new()
        {
            Chain = Chain,
            Hops = [new() { Number = number, Hop = null, Status = VerifyStatus.Denied, Calls = 1 }],
            Checks = [],
        };

        Assert.Equal(line, Assert.Single(new VerifyText(Chain, width: null).End(report)));
    }

    [Theory]
    [InlineData(VerifyCheckKind.ExternalIdEnforced, true, "external id: hop 2: as tried")]
    [InlineData(VerifyCheckKind.ExternalIdEnforced, null, "external id: hop 2: as tried")]
    [InlineData(VerifyCheckKind.ExternalIdEnforced, false, "NOT ENFORCED: hop 2: as tried")]
    [InlineData(VerifyCheckKind.Direct, false, "direct: hop 2: as tried")]
    [InlineData(VerifyCheckKind.MaxDuration, true, "longest: hop 2: as tried")]
    public void A_check_is_told_by_what_was_tried(VerifyCheckKind kind, bool? holds, string line)
    {
        VerifyCheck check = new() { Kind = kind, HopNumber = 2, Holds = holds, Text = "as tried" };
        VerifyReport report = new() { Chain = Chain, Hops = [new() { Number = 0, Hop = null, Status = VerifyStatus.Ok, Calls = 7 }], Checks = [check] };

        Assert.Equal([line, "ok: the chain works (7 calls)"], new VerifyText(Chain, width: null).End(report));
        Assert.Equal([$"{line.Split(':')[0]}: said", "ok: the chain works (7 calls)"], new VerifyText(Chain, width: null, _ => "said").End(report));
    }
}

using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.Planning;

public sealed class ExtendTests
{
    private static readonly RoleChainRefreshOptions Defaults = new();

    [Fact]
    public void One_hop_more_keeps_the_hops_before_as_they_are()
    {
        RoleChainOptions options = Some.Chain(hop => hop.Tags.Add("Team", "alpha", transitive: true), hop => hop.SourceIdentity = "orders");
        options.Region = "eu-west-1";
        options.FailoverRegions.Add("eu-central-1");
        RoleChain chain = ChainPlanner.Plan(options, Some.Source());

        RoleChain longer = ChainPlanner.Extend(chain, [Some.Hop(roleArn: The.Audit)], Some.Source(), Defaults);

        Assert.Equal(2, chain.Hops.Count);
        Assert.Same(chain.Hops[0], longer.Hops[0]);
        Assert.Same(chain.Hops[1], longer.Hops[1]);
        Assert.Equal(3, longer.Hops[2].Number);
        Assert.Equal(["Team"], longer.Hops[2].InheritedTagKeys);
        Assert.Equal("orders", longer.Hops[2].InheritedSourceIdentity);
        Assert.Equal(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], longer.Hops[2].RequiredActions);
        Assert.Equal("eu-west-1", longer.Region);
        Assert.Equal(["eu-central-1"], longer.FailoverRegions);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("a", null, "a")]
    [InlineData("a", "b", "b")]
    [InlineData(null, "b", "b")]
    public void One_hop_more_is_the_tenants_who_asks_for_it_or_of_the_chain_before(string? before, string? tenant, string? expected)
    {
        RoleChain chain = ChainPlanner.Extend(Some.Plan(Some.Plain), [Some.Hop(roleArn: The.Production)], Some.Source(), Defaults, before);
        RoleChain longer = ChainPlanner.Extend(chain, [Some.Hop(roleArn: The.Audit)], Some.Source(), Defaults, tenant);
        Assert.Equal((expected, expected, before), (longer.Tenant, longer.Hops[2].Tenant, longer.Hops[1].Tenant));
    }

    [Fact]
    public void Of_hops_more_only_the_last_may_have_no_next_one_and_each_passes_on_what_it_has()
    {
        RoleChain chain = Some.Plan(Some.Plain);
        RoleHopOptions first = Some.Hop(hop => hop.Tags.Add("Team", "alpha", transitive: true), The.Production);
        RoleHopOptions clash = Some.Hop(hop => hop.Tags.Add("team", "beta"), The.Audit);
        Assert.Contains("Team", Assert.Throws<OptionsValidationException>(
            () => ChainPlanner.Extend(chain, [first, clash], Some.Source(), Defaults)).Message, StringComparison.OrdinalIgnoreCase);

        first.RestrictToNextHop = true;
        RoleChain longer = ChainPlanner.Extend(chain, [first, Some.Hop(roleArn: The.Audit)], Some.Source(), Defaults);
        Assert.Equal(["Team"], longer.Hops[2].InheritedTagKeys);
        RoleHopOptions last = Some.Hop(hop => hop.RestrictToNextHop = true, The.Production);
        Assert.Throws<OptionsValidationException>(() => ChainPlanner.Extend(chain, [last], Some.Source(), Defaults));
    }

    [Fact]
    public void A_chain_without_hops_may_get_hops_of_any_partition_and_of_no_role_is_told()
    {
        RoleChain none = ChainPlanner.Plan(new RoleChainOptions { UseSourceDirectly = true }, Some.Source());
        RoleChain chain = ChainPlanner.Extend(none, [Some.Hop(roleArn: "arn:aws-cn:iam::333333333333:role/P")], Some.Source(), Defaults);
        Assert.Equal("aws-cn", chain.Hops[0].RoleArn.Partition);
        Assert.Throws<OptionsValidationException>(() => ChainPlanner.Extend(none, [Some.Hop(roleArn: "P")], Some.Source(), Defaults));
    }

    [Fact]
    public void A_first_hop_that_is_added_may_last_longer_than_an_hour_unless_the_source_is_a_session()
    {
        RoleChain none = ChainPlanner.Plan(new RoleChainOptions { UseSourceDirectly = true }, Some.Source());
        RoleHopOptions hop = Some.Hop(hop => hop.Duration = TimeSpan.FromHours(2));
        Assert.Single(ChainPlanner.Extend(none, [hop], Some.Source(), Defaults).Hops);
        Assert.Throws<OptionsValidationException>(() => ChainPlanner.Extend(none, [hop], Some.Source(source => source.IsTemporary = true), Defaults));
    }

    [Fact]
    public void One_hop_more_is_as_if_it_had_been_planned_at_once()
    {
        RoleChain atOnce = Some.Plan(hop => hop.Tags.Add("Team", "alpha", transitive: true), Some.Plain);

        RoleChain extended = ChainPlanner.Extend(
            Some.Plan(hop => hop.Tags.Add("Team", "alpha", transitive: true)), [Some.Hop(roleArn: The.Production)], Some.Source(), Defaults);

        Assert.Equivalent(atOnce, extended, strict: true);
    }

    [Theory]
    [InlineData("Duration")]
    [InlineData("Team")]
    [InlineData("SourceIdentity")]
    [InlineData("aws-cn")]
    [InlineData("AdvisoryWindow")]
    public void One_hop_more_follows_the_same_rules(string about)
    {
        RoleChain chain = Some.Plan(hop =>
        {
            hop.Tags.Add("Team", "alpha", transitive: true);
            hop.SourceIdentity = "orders";
        });
        RoleHopOptions hop = Some.Hop(roleArn: The.Production);
        RoleChainRefreshOptions refresh = new();
        _ = about switch
        {
            "Duration" => (object?)(hop.Duration = TimeSpan.FromHours(2)),
            "SourceIdentity" => hop.SourceIdentity = "another",
            "aws-cn" => hop.RoleArn = "arn:aws-cn:iam::333333333333:role/P",
            "AdvisoryWindow" => (hop.Duration, refresh.AdvisoryWindow) = (TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(20)),
            _ => null,
        };
        if (about == "Team")
        {
            hop.Tags.Add("team", "beta");
        }

        OptionsValidationException fault =
            Assert.Throws<OptionsValidationException>(() => ChainPlanner.Extend(chain, [hop], Some.Source(), refresh));

        Assert.Contains(about, Assert.Single(fault.Failures), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_first_hop_on_the_source_follows_the_source_s_rules()
    {
        RoleChain none = ChainPlanner.Plan(new RoleChainOptions { UseSourceDirectly = true, Region = "cn-north-1" }, Some.Source());

        OptionsValidationException fault = Assert.Throws<OptionsValidationException>(() => ChainPlanner.Extend(
            none, [Some.Hop(hop => hop.Duration = TimeSpan.FromHours(2))], Some.Source(source => source.IsTemporary = true), Defaults));

        Assert.Equal(2, fault.Failures.Count());
        Assert.Contains(ErrorList.WithoutNumbers(fault.Failures), message => message.StartsWith("hop 1 of 1: Duration is 02:00:00", StringComparison.Ordinal));
        Assert.Contains(ErrorList.WithoutNumbers(fault.Failures), message => message.StartsWith("Region is \"cn-north-1\"", StringComparison.Ordinal));
    }
}

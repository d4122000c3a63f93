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

using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.Planning;

public sealed class ChainPlannerTests
{
    [Fact]
    public void A_plan_has_all_settings_of_its_options()
    {
        RoleHopOptions hub = Some.Hop(EverySetting);
        RoleChainOptions options = new() { Region = "eu-west-1", FailoverRegions = { "eu-central-1" }, Hops = { hub } };

        RoleChain chain = ChainPlanner.Plan(options, Some.Source());

        RoleHop hop = Assert.Single(chain.Hops);
        Assert.Equal("eu-west-1", chain.Region);
        Assert.Equal(["eu-central-1"], chain.FailoverRegions);
        Assert.Equal(1, hop.Number);
        Assert.Equal(The.Hub, hop.RoleArn);
        Assert.Equal("orders-hub", hop.SessionName);
        Assert.Equal(TimeSpan.FromHours(12), hop.Duration);
        Assert.Equal("external-7", hop.ExternalId);
        Assert.Equal("orders", hop.SourceIdentity);
        Assert.Equivalent(new { Key = "Team", Value = "alpha", Transitive = true }, Assert.Single(hop.Tags));
        Assert.Equal(The.Policy, hop.Policy);
        Assert.Equal(["arn:aws:iam::aws:policy/ReadOnlyAccess"], hop.PolicyArns);
        Assert.Equal("GAHT12345678", hop.MfaSerialNumber);
        Assert.Same(The.MfaProvider, hop.MfaTokenProvider);
        Assert.Equal("assertion", Assert.Single(hop.ProvidedContexts).ContextAssertion);
        Assert.Equal("eu-west-2", hop.Region);
    }

    [Fact]
    public void Changing_the_options_afterwards_changes_nothing()
    {
        RoleHopOptions hub = Some.Hop(EverySetting);
        RoleChainOptions options = new() { Region = "eu-west-1", FailoverRegions = { "eu-central-1" }, Hops = { hub } };
        RoleChain chain = ChainPlanner.Plan(options, Some.Source());

        options.Hops.Clear();
        options.FailoverRegions.Clear();
        hub.Tags[0].Value = "beta";
        hub.Tags.Clear();
        hub.PolicyArns.Clear();
        hub.ProvidedContexts[0].ContextAssertion = "another";
        hub.ProvidedContexts.Clear();

        RoleHop hop = Assert.Single(chain.Hops);
        Assert.Equal(["eu-central-1"], chain.FailoverRegions);
        Assert.Equal("alpha", Assert.Single(hop.Tags).Value);
        Assert.Single(hop.PolicyArns);
        Assert.Equal("assertion", Assert.Single(hop.ProvidedContexts).ContextAssertion);
    }

    [Fact]
    public void A_hop_without_a_session_name_has_the_application_s()
    {
        RoleHop hop = Some.Plan(Some.Plain).Hops[0];

        Assert.Equal(RoleChainDefaults.SessionName, hop.SessionName);
        Assert.Null(hop.Duration);
    }

    [Fact]
    public void What_is_transitive_and_who_is_behind_it_reach_all_later_hops()
    {
        RoleChainOptions options = Some.Chain(
            hop =>
            {
                hop.Tags.Add("Team", "alpha", transitive: true);
                hop.Tags.Add("Build", "7");
            },
            hop =>
            {
                hop.Tags.Add("Customer", "x", transitive: true);
                hop.SourceIdentity = "orders";
            },
            Some.Plain);

        IReadOnlyList<RoleHop> hops =
            ChainPlanner.Plan(options, Some.Source(source => source.InheritedTransitiveTagKeys.Add("kubernetes-namespace"))).Hops;

        Assert.Equal(["kubernetes-namespace"], hops[0].InheritedTagKeys);
        Assert.Equal(["kubernetes-namespace", "Team"], hops[1].InheritedTagKeys);
        Assert.Equal(["kubernetes-namespace", "Team", "Customer"], hops[2].InheritedTagKeys);
        Assert.Equal([null, null, "orders"], hops.Select(hop => hop.InheritedSourceIdentity));
    }

    [Fact]
    public void The_actions_are_those_that_what_is_passed_and_inherited_needs()
    {
        RoleChain chain = Some.Plan(
            Some.Plain,
            hop => hop.Tags.Add("Team", "alpha"),
            hop => (hop.SourceIdentity, hop.SessionName) = ("orders", "orders"));

        Assert.Equal(["sts:AssumeRole"], chain.Hops[0].RequiredActions);
        Assert.Equal(["sts:AssumeRole", "sts:TagSession"], chain.Hops[1].RequiredActions);
        Assert.Equal(["sts:AssumeRole", "sts:SetSourceIdentity"], chain.Hops[2].RequiredActions);
    }

    [Fact]
    public void What_is_inherited_needs_its_action_though_the_hop_passes_nothing()
    {
        RoleChain chain = Some.Plan(
            hop =>
            {
                hop.Tags.Add("Team", "alpha", transitive: true);
                hop.SourceIdentity = "orders";
                hop.ProvidedContexts.Add(Context());
            },
            Some.Plain);

        Assert.Equal(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"], chain.Hops[0].RequiredActions);
        Assert.Equal(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], chain.Hops[1].RequiredActions);
    }

    [Fact]
    public void A_chain_has_a_hop_or_is_its_source()
    {
        Check.Refused(new RoleChainOptions(), "Hops", "UseSourceDirectly");
        Check.Accepted(new RoleChainOptions { UseSourceDirectly = true, SourceProfile = "dev" });
        Assert.Empty(ChainPlanner.Plan(Some.Options(options => options.UseSourceDirectly = true), Some.Source()).Hops);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_profile_has_a_name(string profile)
    {
        Check.Refused(Some.Options(options => options.SourceProfile = profile), "SourceProfile", "is blank");
        Check.Refused(Some.Options(options => options.Profile = profile), "Profile", "is blank", "to follow");
    }

    [Fact]
    public void What_is_told_of_the_source_follows_the_rules_too()
    {
        Check.Refused(Some.Chain(Some.Plain), Some.Source(source => source.SourceIdentity = " "), "Source:SourceIdentity");
        Check.Refused(
            Some.Chain(Some.Plain), Some.Source(source => source.InheritedTransitiveTagKeys.Add("")), "Source:InheritedTransitiveTagKeys:0");
        Check.Refused(
            Some.Chain(Some.Plain), Some.Source(source => source.InheritedTransitiveTagKeys.Add(null!)), "Source:InheritedTransitiveTagKeys:0");
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        RoleChainOptions options = Some.Chain(
            hop => hop.SessionName = "a b",
            hop => hop.Duration = TimeSpan.FromHours(2),
            hop => hop.RoleArn = "Audit");
        options.Region = "Ireland";
        options.Refresh.JitterFraction = 2;
        options.Retry.MaxAttempts = 0;

        OptionsValidationException fault = Assert.Throws<OptionsValidationException>(() => ChainPlanner.Plan(options, Some.Source()));

        Assert.Equal("RoleChain", fault.OptionsName);
        Assert.Equal(typeof(RoleChainOptions), fault.OptionsType);
        Assert.Equal(
            ["Region", "hop 1 of 3: SessionName", "hop 2 of 3: Duration", "hop 3 of 3: RoleArn", "Refresh.JitterFraction", "Retry.MaxAttempts"],
            ErrorList.WithoutNumbers(fault.Failures).Select(message => message[..message.IndexOf(" is ", StringComparison.Ordinal)]));
        Assert.All(ErrorList.WithoutNumbers(fault.Failures), message => Assert.DoesNotContain('\n', message));
        Assert.Equal(6, fault.Message.Split("\n  ").Count(line => line.Length > 2 && char.IsAsciiDigit(line[0]))); // one a line, and numbered
    }

    [Fact]
    public void A_fault_knows_its_hop() =>
        Assert.Equal(
            [null, 2],
            ChainPlanner.Validate(
                Some.Options(options => (options.Region, options.Hops[1].SessionName) = ("x", "a")), Some.Source()).Select(fault => fault.HopNumber));

    [Fact]
    public void No_secret_is_in_a_fault_a_plan_or_a_hop()
    {
        const string Secret = "hunter2";
        RoleChainOptions options = Some.Chain(hop =>
        {
            hop.ExternalId = $"{Secret} #";
            hop.Policy = $"{{{Secret}\u2620";
            hop.Tags.Add("Customer", $"{Secret}#");
            hop.ProvidedContexts.Add(new ProvidedContext { ProviderArn = "arn:aws:iam::aws:contextProvider/x", ContextAssertion = Some.Text(2049, 'h') });
        });

        IReadOnlyList<ChainError> faults = ChainPlanner.Validate(options, Some.Source());
        Assert.Equal(5, faults.Count);
        Assert.All(faults, fault => Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain("hhhh", fault.ToString(), StringComparison.Ordinal));

        RoleChain chain = Some.Plan(hop =>
        {
            EverySetting(hop);
            hop.ExternalId = Secret;
            hop.Policy = $$"""{"{{Secret}}":1}""";
            hop.Tags[0].Value = Secret;
        });
        Assert.DoesNotContain(Secret, $"{chain} {chain.Hops[0]} {chain.Hops[0].Tags[0]} {new HopIdentity(chain.Hops[0])}", StringComparison.Ordinal);
    }

    internal static void EverySetting(RoleHopOptions hop)
    {
        hop.SessionName = "orders-hub";
        hop.Duration = TimeSpan.FromHours(12);
        hop.ExternalId = "external-7";
        hop.SourceIdentity = "orders";
        hop.Tags.Add("Team", "alpha", transitive: true);
        hop.Policy = The.Policy;
        hop.PolicyArns.Add("arn:aws:iam::aws:policy/ReadOnlyAccess");
        hop.MfaSerialNumber = "GAHT12345678";
        hop.MfaTokenProvider = The.MfaProvider;
        hop.ProvidedContexts.Add(Context());
        hop.Region = "eu-west-2";
    }

    private static ProvidedContext Context() =>
        new() { ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter", ContextAssertion = "assertion" };
}

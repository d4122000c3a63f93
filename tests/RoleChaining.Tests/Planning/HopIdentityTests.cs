using Amazon.SecurityToken.Model;

namespace RoleChaining.Planning;

public sealed class HopIdentityTests
{
    private static readonly Action<RoleHopOptions>[] Differences =
    [
        hop => hop.RoleArn = The.Production,
        hop => hop.SessionName = "another",
        hop => hop.Duration = TimeSpan.FromHours(11),
        hop => hop.Duration = null,
        hop => hop.ExternalId = "external-8",
        hop => hop.ExternalId = null,
        hop => hop.SourceIdentity = "another",
        hop => hop.Tags[0].Key = "team",
        hop => hop.Tags[0].Value = "beta",
        hop => hop.Tags[0].Transitive = false,
        hop => hop.Tags.Add("Build", "7"),
        hop => hop.Tags.Clear(),
        hop => hop.Policy = "{}",
        hop => hop.PolicyArns.Add("arn:aws:iam::aws:policy/Billing"),
        hop => hop.PolicyArns.Clear(),
        hop => hop.MfaSerialNumber = "GAHT87654321",
        hop => hop.MfaTokenProvider = _ => Task.FromResult("654321"),
        hop => hop.ProvidedContexts[0].ContextAssertion = "another",
        hop => hop.ProvidedContexts.Clear(),
        hop => hop.Region = "eu-west-3",
    ];

    [Fact]
    public void Hops_of_the_same_settings_are_the_same_session()
    {
        HopIdentity one = Identity(Some.Plain);
        HopIdentity other = Identity(Some.Plain);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Every_setting_makes_a_session_of_its_own()
    {
        HopIdentity[] all = [Identity(Some.Plain), .. Differences.Select(Identity)];

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void The_order_of_tags_does_not_count()
    {
        HopIdentity one = Identity(hop => hop.Tags.Add("Build", "7"));
        HopIdentity other = Identity(hop => hop.Tags.Insert(0, new SessionTag { Key = "Build", Value = "7" }));

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void No_setting_can_pass_for_another()
    {
        HopIdentity key = Identity(hop => hop.Tags.Add("a", "b"));
        HopIdentity policy = Identity(hop =>
        {
            hop.ProvidedContexts.Clear();
            hop.ProvidedContexts.Add(new ProvidedContext { ProviderArn = "arn:aws:iam::aws:policy/Billing", ContextAssertion = "assertion" });
        });

        Assert.NotEqual(key, Identity(hop => hop.Tags.Add("ab", "")));
        Assert.NotEqual(policy, Identity(hop => hop.PolicyArns.Add("arn:aws:iam::aws:policy/Billing")));
    }

    [Fact]
    public void Role_and_session_name_are_all_that_is_printed() =>
        Assert.Equal($"{The.Hub} as orders-hub", Identity(Some.Plain).ToString());

    private static HopIdentity Identity(Action<RoleHopOptions> change) => new(Some.Plan(hop =>
    {
        ChainPlannerTests.EverySetting(hop);
        change(hop);
    }).Hops[0]);
}

using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>Hops that can be left out, to the letter.</summary>
public sealed class ShortcutTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";
    private const string Dev = "arn:aws:iam::111111111111:role/Dev";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string Middle = "arn:aws:iam::222222222222:role/Middle";
    private const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    private const string MayDoAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private static readonly string Everybody = Trust(Allow("\"AWS\":\"*\"", "sts:*"));

    [Fact]
    public void A_user_has_longer_sessions_without_a_hub()
    {
        string shortcut = Assert.Single(Find(Alice, production: Everybody));

        Assert.Equal(
            $"{Alice} may assume {Production} directly. Gained: one STS call less for each hop left out, and sessions of up to the role's own "
            + $"maximum, not one hour. Lost: the limits and the audit trail of {Hub} and {Middle}.",
            shortcut);
    }

    [Fact]
    public void A_role_has_fewer_calls_without_a_hub()
    {
        string shortcut = Assert.Single(Find(Dev, production: Everybody));

        Assert.Equal(
            $"{Dev} may assume {Production} directly. Gained: one STS call less for each hop left out. "
            + $"Lost: the limits and the audit trail of {Hub} and {Middle}.",
            shortcut);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"aws:RequestTag/team":"alpha","aws:RequestTag/stage":"live","sts:SourceIdentity":"alice","sts:ExternalId":"x/7"}}""", true)]
    [InlineData("""{"Null":{"aws:RequestTag/own":"true"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/own":"1"}}""", false)]
    [InlineData("""{"StringEquals":{"sts:SourceIdentity":"bob"}}""", false)]
    public void What_the_final_hop_inherits_is_passed_without_a_hub(string condition, bool isShortcut) =>
        Assert.Equal(isShortcut, Find(Alice, production: Trust(Allow("\"AWS\":\"*\"", "sts:*", condition))).Any());

    [Fact]
    public void A_role_of_a_pod_has_its_first_hop_made_for_it()
    {
        string pods = Trust(Allow("\"Service\":\"pods.eks.amazonaws.com\"", "sts:AssumeRole"));

        Assert.Equal(
            [
                $"{Dev} is a role of EKS Pod Identity, whose association may name {Hub} as its target role. Gained: the agent makes the first hop and "
                + "refreshes it. Lost: what the hop itself sets, such as tags and a source identity.",
            ],
            Find(Dev, dev: pods));
        Assert.Empty(Find(Dev, dev: Trust(Allow("\"Service\":\"ec2.amazonaws.com\"", "sts:AssumeRole"))));
        Assert.Empty(Find(Dev, dev: Trust(Allow("\"Service\":\"pods.eks.amazonaws.com\"", "sts:TagSession"))));
        Assert.Empty(Find(Dev, dev: Trust(Allow("\"AWS\":\"*\"", "sts:*")))); // no service
    }

    [Fact]
    public void A_final_role_that_trusts_an_identity_provider_of_its_account_needs_no_hub()
    {
        const string Provider = "arn:aws:iam::333333333333:oidc-provider/token.example.com";
        string web = Allow($"\"Federated\":\"{Provider}\"", "sts:AssumeRoleWithWebIdentity", """{"StringEquals":{"token.example.com:sub":"orders"}}""");

        Assert.Equal(
            [
                $"{Production} trusts {Provider} too, so a web identity may assume it without a hub. Gained: a first session of up to twelve hours. "
                + "Lost: the limits and the audit trail of the hops before.",
            ],
            Find(Alice, production: Trust($"{Allow($"\"AWS\":\"{Middle}\"", "sts:*")},{web}")));
        Assert.Empty(Find(Alice, production: Trust(Allow($"\"Federated\":\"{Provider}\"", "sts:TagSession"))));
    }

    [Fact]
    public void One_hop_is_no_hub()
    {
        RoleChain chain = new RoleChainBuilder().WithRegion("eu-west-1").AssumeRole(Production).BuildChain();

        Assert.Empty(Read(Everybody, Everybody).Evaluate(chain, Alice).Shortcuts);
    }

    private static IReadOnlyList<string> Find(string source, string? dev = null, string? production = null)
    {
        RoleChain chain = new RoleChainBuilder().WithRegion("eu-west-1")
            .AssumeRole(Hub, hop =>
            {
                hop.SourceIdentity = "alice";
                hop.Tags.Add("team", "alpha", transitive: true);
                hop.Tags.Add("own", "1");
            })
            .AssumeRole(Middle, hop => hop.Tags.Add("stage", "live", transitive: true))
            .AssumeRole(Production, hop => hop.ExternalId = "x/7")
            .BuildChain();
        return Read(dev ?? Trust(Allow($"\"AWS\":\"{Alice}\"", "sts:*")), production ?? Trust(Allow($"\"AWS\":\"{Middle}\"", "sts:*"))).Evaluate(chain, source).Shortcuts;
    }

    private static IamSnapshot Read(string dev, string production) => Attempt.Read($$"""
        { "oidcProviders": [ { "account": "333333333333", "issuer": "https://token.example.com", "audiences": [ "sts.amazonaws.com" ] },
            { "account": "222222222222", "issuer": "https://token.example.com", "audiences": [ "sts.amazonaws.com" ] } ],
          "users": [ { "account": "111111111111", "name": "alice", "policies": [ {{MayDoAnything}} ] } ],
          "roles": [ { "arn": "{{Dev}}", "trust": {{dev}}, "policies": [ {{MayDoAnything}} ] },
            { "arn": "{{Hub}}", "trust": {{Everybody}}, "policies": [ {{MayDoAnything}} ] },
            { "arn": "{{Middle}}", "trust": {{Everybody}}, "policies": [ {{MayDoAnything}} ] },
            { "arn": "{{Production}}", "trust": {{production}} } ] }
        """);

    private static string Trust(string statements) => $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""";

    private static string Allow(string principal, string action, string condition = "{}") => $$"""
        {"Effect":"Allow","Principal":{ {{principal}} },"Action":"{{action}}","Condition":{{condition}}}
        """;
}

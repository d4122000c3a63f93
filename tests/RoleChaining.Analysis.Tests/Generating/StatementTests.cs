using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>Each setting of a hop is a condition of the trust policy, and nothing else is.</summary>
public sealed class StatementTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";

    [Fact]
    public void A_hop_without_settings_has_one_statement_without_conditions()
    {
        JsonNode statement = Assert.Single(Trust(_ => { }))!;
        Assert.Equal(("AllowHop", "sts:AssumeRole", Alice), ((string?)statement["Sid"], (string?)statement["Action"], (string?)statement["Principal"]!["AWS"]));
        Assert.Null(statement["Condition"]);
    }

    [Theory]
    [InlineData("name", "StringEquals", "sts:RoleSessionName", "\"deploy\"")]
    [InlineData("external id", "StringEquals", "sts:ExternalId", "\"an-id\"")]
    [InlineData("source identity", "StringEquals", "sts:SourceIdentity", "\"alice\"")]
    [InlineData("mfa", "Bool", "aws:MultiFactorAuthPresent", "\"true\"")]
    [InlineData("tag", "StringEquals", "aws:RequestTag/Team", "\"a\"")]
    [InlineData("tag", "ForAllValues:StringEquals", "aws:TagKeys", "\"Team\"")]
    [InlineData("transitive tag", "ForAnyValue:StringEquals", "sts:TransitiveTagKeys", "\"Team\"")]
    [InlineData("both", "ForAllValues:StringEquals", "aws:TagKeys", "[\"Team\",\"Stage\"]")]
    [InlineData("both", "ForAllValues:StringEquals", "sts:TransitiveTagKeys", "\"Stage\"")]
    public void A_setting_is_a_condition(string setting, string @operator, string key, string value) =>
        Assert.Equal(value, Trust(hop => Set(hop, setting))[0]!["Condition"]![@operator]![key]!.ToJsonString());

    [Theory]
    [InlineData("tag", "sts:TransitiveTagKeys")]
    [InlineData("mfa", "aws:TagKeys")]
    [InlineData("name", "aws:MultiFactorAuthPresent")]
    public void What_a_hop_does_not_set_is_no_condition(string setting, string key) =>
        Assert.DoesNotContain(key, Trust(hop => Set(hop, setting)).ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void What_a_hop_passes_has_a_statement_of_its_own_without_conditions()
    {
        JsonArray trust = Trust(hop => Set(hop, "both"));
        Assert.Equal(["AllowHop", "AllowWhatTheHopPasses"], trust.Select(statement => (string?)statement!["Sid"]));
        Assert.Equal("sts:TagSession", (string?)trust[1]!["Action"]);
        Assert.Null(trust[1]!["Condition"]);
    }

    [Fact]
    public void Tags_and_the_source_identity_that_a_hop_inherits_are_conditions_too()
    {
        RoleChainOptions options = new();
        options.Hops.Add(new RoleHopOptions { RoleArn = Hub, SourceIdentity = "alice" });
        options.Hops[0].Tags.Add("Team", "a", transitive: true);
        options.Hops.Add(new RoleHopOptions { RoleArn = "arn:aws:iam::333333333333:role/ProductionRole" });
        JsonNode condition = Statements(Attempt.Plan(options).GeneratePolicies(Alice).Hops[1].TrustPolicy)[0]!["Condition"]!;
        Assert.Equal("alice", (string?)condition["StringEquals"]!["sts:SourceIdentity"]);
        Assert.Equal("Team", (string?)condition["ForAllValues:StringEquals"]!["aws:TagKeys"]);
        Assert.DoesNotContain("sts:TransitiveTagKeys", condition.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(60, null)]
    [InlineData(61, 3660)]
    [InlineData(720, 43200)]
    public void The_longest_session_is_that_of_the_hops_where_AWSs_hour_is_too_short(int? minutes, int? seconds)
    {
        RoleChainOptions options = new();
        options.Hops.Add(new RoleHopOptions { RoleArn = Hub, Duration = minutes is { } given ? TimeSpan.FromMinutes(given) : null });
        Assert.Equal(seconds, MaxSession.Find(Attempt.Plan(options).GeneratePolicies(Alice).Hops));
    }

    [Fact]
    public void A_role_that_the_chain_comes_back_to_has_the_longest_session_of_its_hops()
    {
        RoleChainOptions options = new();
        options.Hops.Add(new RoleHopOptions { RoleArn = Hub, Duration = TimeSpan.FromHours(2) });
        options.Hops.Add(new RoleHopOptions { RoleArn = Hub, Duration = TimeSpan.FromMinutes(15) });
        Assert.Equal(7200, MaxSession.Find(Attempt.Plan(options).GeneratePolicies(Alice).Hops));
    }

    private static void Set(RoleHopOptions hop, string setting)
    {
        switch (setting)
        {
            case "name":
                hop.SessionName = "deploy";
                break;

            case "external id":
                hop.ExternalId = "an-id";
                break;

            case "source identity":
                hop.SourceIdentity = "alice";
                break;

            case "mfa":
                hop.MfaSerialNumber = "arn:aws:iam::111111111111:mfa/alice";
                break;

            default:
                hop.Tags.Add("Team", "a", transitive: setting == "transitive tag");
                if (setting == "both")
                {
                    hop.Tags.Add("Stage", "b", transitive: true);
                }

                break;
        }
    }

    private static JsonArray Trust(Action<RoleHopOptions> configure)
    {
        RoleChainOptions options = new();
        RoleHopOptions hop = new() { RoleArn = Hub };
        configure(hop);
        options.Hops.Add(hop);
        return Statements(Attempt.Plan(options).GeneratePolicies(Alice).Hops[0].TrustPolicy);
    }

    private static JsonArray Statements(string policy) => JsonNode.Parse(policy)!["Statement"]!.AsArray();
}

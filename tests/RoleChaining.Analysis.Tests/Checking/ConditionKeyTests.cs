using Microsoft.Extensions.Time.Testing;
using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>What decides a condition: the chain, the files, what is given, or nothing.</summary>
public sealed class ConditionKeyTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/people/alice";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    private const string MayDoAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    [Theory]
    [InlineData("aws:CalledVia")]
    [InlineData("aws:PrincipalOrgPaths")]
    [InlineData("aws:ResourceOrgPaths")]
    public void A_key_that_has_many_values_is_a_list_where_one_is_given(string key)
    {
        ChainCheckOptions options = new();
        options.Context[key] = ["a"];

        Assert.Equal(IamOutcome.Allowed, Decide($$$"""{"ForAnyValue:StringEquals":{"{{{key}}}":"a"}}""", options));
        Assert.Equal(IamOutcome.Allowed, Decide($$$"""{"ForAllValues:StringEquals":{"{{{key}}}":["a","b"]}}""", options));
        options.Context[key] = ["a", "c"];
        Assert.Equal(IamOutcome.Allowed, Decide($$$"""{"ForAnyValue:StringEquals":{"{{{key}}}":"a"}}""", options));
        Assert.Equal(IamOutcome.Denied, Decide($$$"""{"ForAllValues:StringEquals":{"{{{key}}}":["a","b"]}}""", options));
    }

    [Theory]
    [InlineData("sts:ExternalId")]
    [InlineData("STS:SourceIdentity")]
    [InlineData("aws:RequestTag/team")]
    [InlineData("AWS:TAGKEYS")]
    public void What_the_chain_tells_cannot_be_given(string key)
    {
        Assert.True(ChainCheckOptions.IsToldByChain(key));
        ChainCheckOptions options = new();
        options.Context[key] = ["a"];

        Assert.Equal(IamOutcome.Denied, Decide($$$"""{"ForAnyValue:StringEquals":{"{{{key}}}":"a"}}""", options));
    }

    [Theory]
    [InlineData("aws:SourceIp")]
    [InlineData("aws:TagKeysOfAnother")]
    [InlineData("aws:PrincipalTag/team")]
    public void Other_keys_can_be_given(string key) => Assert.False(ChainCheckOptions.IsToldByChain(key));

    [Fact]
    public void A_key_without_a_name_is_refused() => Assert.Throws<ArgumentNullException>(() => ChainCheckOptions.IsToldByChain(null!));

    [Theory]
    [InlineData("""{"NumericEquals":{"aws:EpochTime":"1795780800"}}""", IamOutcome.Allowed)]
    [InlineData("""{"NumericEquals":{"aws:EpochTime":"1795780801"}}""", IamOutcome.Denied)]
    [InlineData("""{"DateEquals":{"aws:CurrentTime":"2026-11-27T12:00:00Z"}}""", IamOutcome.Allowed)]
    [InlineData("""{"StringEquals":{"aws:username":"alice"}}""", IamOutcome.Allowed)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/stage":"live"}}""", IamOutcome.Allowed)]
    [InlineData("""{"StringEquals":{"iam:ResourceTag/STAGE":"live"}}""", IamOutcome.Allowed)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/stage":"test"}}""", IamOutcome.Denied)]
    [InlineData("""{"StringEquals":{"another:Tag/stage":"live"}}""", IamOutcome.Unknown)]
    [InlineData("""{"StringEquals":{"/stage":"live"}}""", IamOutcome.Unknown)]
    public void The_clock_and_the_files_decide(string condition, IamOutcome outcome) => Assert.Equal(outcome, Decide(condition, new ChainCheckOptions()));

    [Theory]
    [InlineData("aws:ResourceOrgID", "222222222222", "o-1", IamOutcome.Allowed)]
    [InlineData("aws:ResourceOrgID", "222222222222", "o-2", IamOutcome.Denied)]
    [InlineData("aws:ResourceOrgID", "333333333333", "o-1", IamOutcome.Unknown)]
    [InlineData("aws:PrincipalOrgID", "111111111111", "o-1", IamOutcome.Allowed)]
    public void Organizations_decide_of_both_sides(string key, string account, string id, IamOutcome outcome)
    {
        string organization = $$"""
            "organization": { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Parents": { "{{account}}": "r-1" } },
            """;

        Assert.Equal(outcome, Decide($$$"""{"StringEquals":{"{{{key}}}":"{{{id}}}"}}""", new ChainCheckOptions(), organization));
    }

    [Theory]
    [InlineData("r-1", IamOutcome.Allowed)]
    [InlineData("r-2", IamOutcome.Denied)]
    public void The_place_of_the_role_in_its_organization_decides(string root, IamOutcome outcome)
    {
        const string Organization = """
            "organization": { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Parents": { "ou-1": "r-1", "222222222222": "ou-1" } },
            """;

        Assert.Equal(
            outcome, Decide($$$"""{"ForAnyValue:StringLike":{"aws:ResourceOrgPaths":"o-1/{{{root}}}/ou-1/*"}}""", new ChainCheckOptions(), Organization));
    }

    [Theory]
    [InlineData("aws:PrincipalOrgID")]
    [InlineData("aws:PrincipalOrgPaths")]
    [InlineData("aws:ResourceOrgID")]
    [InlineData("aws:ResourceOrgPaths")]
    public void An_account_outside_an_organization_has_no_such_key(string key)
    {
        const string Organization = """
            "organization": { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Accounts": [ { "Id": "999999999999" } ] },
            """;

        Assert.Equal(IamOutcome.Allowed, Decide($$$"""{"Null":{"{{{key}}}":"true"}}""", new ChainCheckOptions(), Organization));
    }

    /// <summary>AWS does not say where inherited transitive tags stand, so what holds in one reading alone is not known.</summary>
    [Theory]
    [InlineData("false", "\"Null\":{\"aws:RequestTag/team\":\"false\",\"sts:TransitiveTagKeys\":\"false\"}")]
    [InlineData("passed", "\"Null\":{\"aws:RequestTag/team\":\"false\",\"sts:TransitiveTagKeys\":\"true\"}")]
    [InlineData("transitive", "\"Null\":{\"aws:RequestTag/team\":\"true\",\"sts:TransitiveTagKeys\":\"false\"}")]
    [InlineData("neither", "\"Null\":{\"aws:RequestTag/team\":\"true\",\"sts:TransitiveTagKeys\":\"true\"}")]
    public void A_condition_that_one_reading_of_inherited_tags_meets_is_not_known(string reading, string condition)
    {
        RoleChain chain = new RoleChainBuilder().WithRegion("eu-west-1")
            .AssumeRole(Hub, hop => hop.Tags.Add("team", "alpha", transitive: true))
            .AssumeRole(Production)
            .BuildChain();

        ChainVerdict verdict = Read(Trust("*"), Trust(Hub, $"{{{condition}}}")).Evaluate(chain, Alice);

        Assert.True(verdict.Outcome == IamOutcome.Unknown, reading);
        Assert.All(verdict.Missing, missing => Assert.StartsWith("the condition key ", missing, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["stage","team"]}}""", IamOutcome.Allowed)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["stage"]}}""", IamOutcome.Unknown)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}""", IamOutcome.Denied)]
    [InlineData("""{"ForAllValues:StringEquals":{"sts:TransitiveTagKeys":["stage","team"]}}""", IamOutcome.Allowed)]
    [InlineData("""{"ForAllValues:StringEquals":{"sts:TransitiveTagKeys":["stage"]}}""", IamOutcome.Unknown)]
    [InlineData("""{"ForAllValues:StringEquals":{"sts:TransitiveTagKeys":["team"]}}""", IamOutcome.Denied)]
    public void Own_tags_count_beside_inherited_ones(string condition, IamOutcome outcome)
    {
        RoleChain chain = new RoleChainBuilder().WithRegion("eu-west-1")
            .AssumeRole(Hub, hop => hop.Tags.Add("team", "alpha", transitive: true))
            .AssumeRole(Production, hop => hop.Tags.Add("stage", "live", transitive: true))
            .BuildChain();

        Assert.Equal(outcome, Read(Trust("*"), Trust(Hub, condition)).Evaluate(chain, Alice).Outcome);
    }

    private static IamOutcome Decide(string condition, ChainCheckOptions options, string root = "")
    {
        options.TimeProvider = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1795780800));
        return Read(Trust("*", condition), Trust(Hub), root).Evaluate(new RoleChainBuilder().AssumeRole(Hub).BuildChain(), Alice, options).Outcome;
    }

    private static string Trust(string principal, string condition = "{}") => $$$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{principal}}}"},"Action":"sts:*","Condition":{{{condition}}} }}
        """;

    private static IamSnapshot Read(string hub, string production, string root = "") => Attempt.Read($$"""
        { {{root}} "users": [ { "account": "111111111111", "name": "people/alice", "policies": [ {{MayDoAnything}} ] } ],
          "roles": [ { "arn": "{{Hub}}", "trust": {{hub}}, "policies": [ {{MayDoAnything}} ], "tags": { "stage": "live" } },
            { "arn": "{{Production}}", "trust": {{production}} } ] }
        """);
}

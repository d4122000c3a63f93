using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>What STS refuses whatever the policies say.</summary>
public sealed class LimitTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string MayAssumeAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}""";
    private const string TrustsAll = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*"}}""";

    [Theory]
    [InlineData(60, true, IamOutcome.Allowed)]
    [InlineData(60, false, IamOutcome.Allowed)]
    [InlineData(61, true, IamOutcome.Unknown)]
    [InlineData(61, false, IamOutcome.Denied)]
    public void A_longest_session_that_no_file_has_is_missing_where_the_hop_asks_for_more_than_an_hour(int minutes, bool isUser, IamOutcome outcome)
    {
        string source = isUser ? Alice : "arn:aws:iam::111111111111:role/Dev";
        string[] files =
        [
            $$"""{ "UserDetailList": [{{Detail(Alice, "User")}}], "RoleDetailList": [{{Detail("arn:aws:iam::111111111111:role/Dev", "Role")}}] }""",
            $$"""{ "RoleDetailList": [{{Detail(Hub, "Role")}}] }""",
        ];
        RoleChain chain = new RoleChainBuilder().AssumeRole(Hub, hop => hop.Duration = TimeSpan.FromMinutes(minutes)).BuildChain();
        IamSnapshotBuilder builder = new();
        Assert.All(files, file => Assert.True(builder.TryAddJson(file, "details.json")));

        ChainVerdict verdict = builder.Build().Evaluate(chain, source);

        Assert.Equal(outcome, verdict.Outcome);
        Assert.Equal(outcome == IamOutcome.Unknown ? [$"the longest session of {Hub}"] : [], verdict.Missing);
        Assert.Equal(outcome == IamOutcome.Unknown, verdict.ToString().EndsWith($"not known: the longest session of {Hub}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("aws-cn", "arn:aws:iam::111111111111:user/alice")]
    [InlineData("aws", "arn:aws-us-gov:sts::111111111111:assumed-role/Dev/alice")]
    public void A_caller_of_another_partition_may_not_assume_a_role(string partition, string source)
    {
        string role = $"arn:{partition}:iam::222222222222:role/HubRole";
        string accounts = $$"""
            { "users": [ { "account": "111111111111", "name": "alice" } ],
              "roles": [ { "arn": "arn:aws-us-gov:iam::111111111111:role/Dev", "trust": {{TrustsAll}}, "policies": [ {{MayAssumeAnything}} ] },
                { "arn": "{{role}}", "trust": {{TrustsAll}} } ] }
            """;

        ChainVerdict verdict = Attempt.Read(accounts).Evaluate(new RoleChainBuilder().AssumeRole(role).BuildChain(), source);

        Assert.Equal(IamOutcome.Denied, verdict.Outcome);
        Assert.Equal(
            [$"A caller of the partition {source.Split(':')[1]} may not assume a role of the partition {partition}."], verdict.Hops[0].Problems);
    }

    /// <summary>Who trusts everybody and may assume all, as account authorization details have it: without a longest session.</summary>
    private static string Detail(string arn, string kind) => $$"""
        { "{{kind}}Name": "{{arn[(arn.LastIndexOf('/') + 1)..]}}", "Arn": "{{arn}}", "Path": "/", "AssumeRolePolicyDocument": {{TrustsAll}},
          "{{kind}}PolicyList": [ { "PolicyName": "all", "PolicyDocument": {{MayAssumeAnything}} } ], "AttachedManagedPolicies": [], "GroupList": [] }
        """;
}

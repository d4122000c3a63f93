using System.Text.Json.Nodes;
using RoleChaining.Reading;

namespace RoleChaining.Generating;

/// <summary>
/// The chain of the article on role chaining that this repository began with: its policies and those that are generated for its chain decide
/// alike.
/// </summary>
public sealed class ArticleTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";
    private const string Bob = "arn:aws:iam::111111111111:user/bob";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    private const string MayDoAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    /// <summary>The plan of the article's Terraform: two roles, and a policy that refers to one of them.</summary>
    private const string ArticlePlan = """
        {
          "format_version": "1.2",
          "planned_values": { "root_module": { "resources": [
            { "address": "aws_iam_role.hub", "mode": "managed", "type": "aws_iam_role", "name": "hub",
              "values": { "name": "HubRole", "path": "/",
                "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:root\"}}],\"Version\":\"2012-10-17\"}" } },
            { "address": "aws_iam_role.production", "mode": "managed", "type": "aws_iam_role", "name": "production",
              "values": { "name": "ProductionRole", "path": "/",
                "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::222222222222:role/HubRole\"}}],\"Version\":\"2012-10-17\"}" } },
            { "address": "aws_iam_role_policy.hub_assume_prod", "mode": "managed", "type": "aws_iam_role_policy", "name": "hub_assume_prod",
              "values": { "name": "AssumeProductionRole",
                "policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Resource\":\"arn:aws:iam::333333333333:role/ProductionRole\"}],\"Version\":\"2012-10-17\"}" } }
          ] } },
          "resource_changes": [
            { "address": "aws_iam_role_policy.hub_assume_prod", "type": "aws_iam_role_policy", "name": "hub_assume_prod",
              "change": { "actions": [ "create" ], "after_unknown": { "id": true, "role": true } } }
          ],
          "configuration": { "root_module": { "resources": [
            { "address": "aws_iam_role_policy.hub_assume_prod", "mode": "managed", "type": "aws_iam_role_policy", "name": "hub_assume_prod",
              "provider_config_key": "aws", "expressions": { "role": { "references": [ "aws_iam_role.hub.id", "aws_iam_role.hub" ] } } }
          ] } }
        }
        """;

    private static readonly string[] Callers =
    [
        Alice, Bob, "arn:aws:iam::111111111111:user/teams/alice", "arn:aws:iam::999999999999:user/alice",
        Hub, "arn:aws:iam::222222222222:role/Other", "arn:aws:iam::333333333333:role/HubRole", Production,
    ];

    private static readonly string[] Actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:AssumeRoleWithWebIdentity"];

    private static readonly RoleChain Chain = Ask.Chain(Hub, Production);

    [Fact]
    public void The_article_s_own_policies_make_its_chain_work()
    {
        string details = $$"""{ "users": [ { "account": "111111111111", "name": "alice", "policies": [ {{MayDoAnything}} ] } ] }""";
        using TemporaryFolder folder = new();

        ChainVerdict verdict = IamSnapshot.Load(
            [folder.Write("plan.json", ArticlePlan), folder.Write("details.json", details)], Chain).Evaluate(Chain, Alice);

        Assert.True(verdict.IsAllowed, verdict.ToString());
    }

    /// <summary>
    /// The article's hub lets the whole account 111111111111 in, whose administrators decide who may. The generated one lets the source in
    /// alone. That is the only difference, with either form of a trust policy.
    /// </summary>
    [Theory]
    [InlineData("JSON", false)]
    [InlineData("JSON", true)]
    [InlineData("CloudFormation", false)]
    [InlineData("CloudFormation", true)]
    [InlineData("Terraform", false)]
    [InlineData("Terraform", true)]
    public void Generated_policies_decide_as_the_article_s_do_but_for_others_of_the_source_s_account(string format, bool trustAccounts)
    {
        using TemporaryFolder folder = new();
        IamSnapshot article = IamSnapshot.Load([folder.Write("plan.json", ArticlePlan)], Chain);
        ChainPolicies policies = Chain.GeneratePolicies(Alice, new ChainPolicyOptions { TrustAccounts = trustAccounts });
        IamSnapshot ours = Read(policies, format, folder);

        Assert.Equal(
            [$"{Bob} sts:AssumeRole {Hub}", $"arn:aws:iam::111111111111:user/teams/alice sts:AssumeRole {Hub}"],
            Decide(article).Except(Decide(ours)));
        Assert.Empty(Decide(ours).Except(Decide(article)));
        Assert.Equal([$"{Alice} sts:AssumeRole {Hub}", $"{Hub} sts:AssumeRole {Production}"], Decide(ours));
    }

    /// <summary>The calls that a role's trust policy and, for the hub, its own policies allow.</summary>
    private static string[] Decide(IamSnapshot snapshot) =>
    [
        .. from caller in Callers
           from action in Actions
           from role in (string[])[Hub, Production]
           where IsAllowed(snapshot, caller, action, role)
           select $"{caller} {action} {role}",
    ];

    private static bool IsAllowed(IamSnapshot snapshot, string caller, string action, string role)
    {
        IamPolicyLayer everything = new("everything", [IamPolicy.Parse(MayDoAnything, IamPolicyKind.Identity)]);
        IamDecision decision = IamEvaluator.Evaluate(new IamRequest
        {
            Principal = IamPrincipal.Parse(caller),
            Action = action,
            Resource = role,
            Context = new IamContextValues { ["aws:PrincipalArn"] = IamContextValue.Of(caller) },
            Identity = caller == Hub ? snapshot.Role(Hub).Policies : everything,
            ResourcePolicy = snapshot.Role(role).Trust,
            NeedsResourcePolicy = true,
        });
        Assert.NotEqual(IamOutcome.Unknown, decision.Outcome);
        return decision.IsAllowed;
    }

    private static IamSnapshot Read(ChainPolicies policies, string format, TemporaryFolder folder) => format switch
    {
        "JSON" => Attempt.Read(policies.ToJson()),
        "CloudFormation" => IamSnapshot.Load(
            [.. policies.ToCloudFormation().Select(template => $"{template.Key}={folder.Write($"{template.Key}.yaml", template.Value)}")]),
        _ => ReadTerraform(policies.ToTerraform()),
    };

    private static IamSnapshot ReadTerraform(string terraform)
    {
        Dictionary<string, JsonNode> found = HclPolicies.Read(
            terraform, new Dictionary<string, string> { ["aws_iam_role.hubrole.arn"] = Hub, ["aws_iam_role.productionrole.arn"] = Production });
        Assert.Equal(
            ["aws_iam_role.hubrole.assume_role_policy", "aws_iam_role.productionrole.assume_role_policy",
                "aws_iam_role_policy.hubrole.policy", "aws_iam_user_policy.source.policy"],
            found.Keys.Order(StringComparer.Ordinal));
        return Attempt.Read($$"""
            { "roles": [
              { "arn": "{{Hub}}", "trust": {{found["aws_iam_role.hubrole.assume_role_policy"]}}, "policies": [ {{found["aws_iam_role_policy.hubrole.policy"]}} ] },
              { "arn": "{{Production}}", "trust": {{found["aws_iam_role.productionrole.assume_role_policy"]}} } ] }
            """);
    }
}

using static RoleChaining.Reading.TerraformText;

namespace RoleChaining.Reading;

/// <summary>What a plan deletes, of everything that one account has.</summary>
public sealed class TerraformRemovalTests
{
    private const string Start = "arn:aws:iam::222222222222:";

    [Theory]
    [InlineData("aws_iam_role", "role/Hub", "role Hub")]
    [InlineData("aws_iam_user", "user/alice", "user alice")]
    [InlineData("aws_iam_group", "group/ops", "")]
    [InlineData("aws_iam_policy", "policy/of-ops", "")]
    public void A_resource_that_is_deleted_is_gone(string type, string name, string lost)
    {
        (IamSnapshot after, _) = Load(Deletion($"{type}.old", $$"""{ "arn": "{{Start}}{{name}}" }"""));

        Assert.Equal(lost == "role Hub" ? [] : ["Hub"], after.Roles.Select(role => role.Name));
        Assert.Equal(lost == "user alice" ? [] : ["alice"], after.Users.Select(user => user.Name));
        string? missing = type switch
        {
            "aws_iam_group" => $"the group {Start}group/ops",
            "aws_iam_policy" => $"the managed policy {Start}policy/of-ops",
            _ => null,
        };
        Assert.All(after.Users, user => Assert.Equal(missing, user.Policies.Missing));
    }

    [Theory]
    [InlineData("aws_iam_role_policy", """{ "role": "Hub", "name": "own" }""", "own Hub")]
    [InlineData("aws_iam_role_policy_attachment", """{ "role": "Hub", "policy_arn": "ARN/of-Hub" }""", "of-Hub")]
    [InlineData("aws_iam_user_policy", """{ "user": "alice", "name": "own" }""", "own alice")]
    [InlineData("aws_iam_user_policy_attachment", """{ "user": "alice", "policy_arn": "ARN/of-alice" }""", "of-alice")]
    [InlineData("aws_iam_group_policy", """{ "group": "ops", "name": "own" }""", "own ops")]
    [InlineData("aws_iam_group_policy_attachment", """{ "group": "ops", "policy_arn": "ARN/of-ops" }""", "of-ops")]
    [InlineData("aws_iam_policy_attachment", """{ "name": "own", "roles": ["Hub"], "policy_arn": "ARN/of-Hub" }""", "of-Hub")]
    [InlineData("aws_iam_policy_attachment", """{ "name": "own", "users": ["alice"], "policy_arn": "ARN/of-alice" }""", "of-alice")]
    [InlineData("aws_iam_policy_attachment", """{ "name": "own", "groups": ["ops"], "policy_arn": "ARN/of-ops" }""", "of-ops")]
    [InlineData("aws_iam_user_group_membership", """{ "user": "alice", "groups": ["ops"] }""", "own ops, of-ops")]
    [InlineData("aws_iam_role_policy", """{ "role": "Hub", "name": "none" }""", "")]
    [InlineData("aws_s3_bucket_policy", """{ "role": "Hub", "name": "own" }""", "")]
    public void A_policy_that_is_taken_from_its_owner_is_gone_and_all_others_stay(string type, string before, string lost)
    {
        string[] all = ["own Hub", "of-Hub", "own alice", "of-alice", "own ops", "of-ops"];

        (IamSnapshot after, _) = Load(Deletion($"{type}.old", before.Replace("ARN/", $"{Start}policy/", StringComparison.Ordinal)));

        Assert.Equal(all.Except(lost.Split(", ")), Held(after));
    }

    [Fact]
    public void A_policy_that_is_replaced_by_one_of_another_name_is_gone()
    {
        (IamSnapshot after, _) = Load(Deletion("aws_iam_role_policy.old", """{ "role": "Hub", "name": "own" }""", "\"create\", \"delete\""));

        Assert.DoesNotContain("own Hub", Held(after));
    }

    /// <summary>Which of the two loses it is not known, so what either has that denies still denies.</summary>
    [Theory]
    [InlineData("aws_iam_user_policy", """{ "user": "alice", "name": "own" }""", true)]
    [InlineData("aws_iam_user_group_membership", """{ "user": "alice", "groups": ["ops"] }""", true)]
    [InlineData("aws_iam_user_group_membership", """{ "user": "alice", "groups": ["dev"] }""", false)]
    public void Of_two_users_of_one_name_neither_loses_what_denies(string type, string before, bool isDoubtful)
    {
        using TestFiles files = new();
        string plan = files.Write("plan.json", Plan([], [Deletion($"{type}.old", before)]));

        IamSnapshot after = IamSnapshot.Load(
            files.Write("a.json", Details("222222222222", "Deny")), files.Write("b.json", Details("333333333333", "Deny")), plan);

        Assert.Equal(2, after.Users.Count);
        Assert.All(after.Users, user => Assert.Equal(4, user.Policies.Policies.Count));
        Assert.All(
            after.Users, user => Assert.Equal(isDoubtful ? $"the account in which {plan} deletes {type}.old" : null, user.Policies.Missing));
    }

    [Fact]
    public void A_resource_control_policy_that_is_deleted_no_longer_binds()
    {
        const string organization = """
            {
              "Parents": { "222222222222": "r-1" },
              "Policies": [ { "PolicySummary": { "Id": "p-1", "Type": "RESOURCE_CONTROL_POLICY" },
                "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}}",
                "Targets": [ { "TargetId": "222222222222" } ] } ]
            }
            """;
        using TestFiles files = new();
        string there = files.Write("organization.json", organization);
        string plan = files.Write("plan.json", Plan([], [Deletion("aws_organizations_policy.old", """{ "id": "p-1" }""")]));

        Assert.True(IamSnapshot.Load(there).HasResourceControl);
        Assert.False(IamSnapshot.Load(there, plan).HasResourceControl);
    }

    /// <summary>Each owner has an inline policy, and a managed one of its own.</summary>
    private static IEnumerable<string> Held(IamSnapshot snapshot) => snapshot.Roles.Concat<IamIdentity>(snapshot.Users)
        .SelectMany(identity => identity.Policies.Policies)
        .Select(policy => policy.Name.StartsWith("the policy own of ", StringComparison.Ordinal)
            ? $"own {policy.Name.Split('/')[^1]}"
            : policy.Name.Split('/')[^1]);

    private static (IamSnapshot Snapshot, string File) Load(string deletion)
    {
        using TestFiles files = new();
        string file = files.Write("plan.json", Plan([], [deletion]));
        return (IamSnapshot.Load(files.Write("there.json", Details("222222222222", "Allow")), $"222222222222={file}"), file);
    }

    private static string Details(string account, string effect)
    {
        string document = $$"""{ "Version": "2012-10-17", "Statement": { "Effect": "{{effect}}", "Action": "*", "Resource": "*" } }""";
        string Own(string kind, string type, string name) => $$"""
            "Path": "/", "{{type}}Name": "{{name}}", "Arn": "arn:aws:iam::{{account}}:{{kind}}/{{name}}",
            "{{type}}PolicyList": [ { "PolicyName": "own", "PolicyDocument": {{document}} } ],
            "AttachedManagedPolicies": [ { "PolicyName": "of-{{name}}", "PolicyArn": "arn:aws:iam::{{account}}:policy/of-{{name}}" } ]
            """;
        string Managed(string name) => $$"""
            { "PolicyName": "of-{{name}}", "Arn": "arn:aws:iam::{{account}}:policy/of-{{name}}", "Path": "/", "DefaultVersionId": "v1",
              "PolicyVersionList": [ { "VersionId": "v1", "IsDefaultVersion": true, "Document": {{document}} } ] }
            """;
        return $$"""
            {
              "UserDetailList": [ { {{Own("user", "User", "alice")}}, "GroupList": ["ops"] } ],
              "GroupDetailList": [ { {{Own("group", "Group", "ops")}} } ],
              "RoleDetailList": [ { {{Own("role", "Role", "Hub")}}, "AssumeRolePolicyDocument": {{document}} } ],
              "Policies": [ {{Managed("Hub")}}, {{Managed("alice")}}, {{Managed("ops")}} ],
              "IsTruncated": false
            }
            """;
    }
}

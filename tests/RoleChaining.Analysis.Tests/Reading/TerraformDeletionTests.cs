namespace RoleChaining.Reading;

/// <summary>What a plan takes from users and accounts that are known from elsewhere.</summary>
public sealed class TerraformDeletionTests
{
    private const string Account = "222222222222";

    private const string Everything = """{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}""";

    [Theory]
    [InlineData("aws_iam_user_group_membership", "delete", """{ "user": "alice", "groups": ["ops"] }""", null)]
    [InlineData("aws_iam_group_membership", "delete", """{ "group": "ops", "users": ["alice"] }""", null)]
    [InlineData("aws_iam_user_group_membership", "update", """{ "user": "alice", "groups": ["ops", "dev"] }""", """{ "user": "alice", "groups": ["dev"] }""")]
    [InlineData("aws_iam_group_membership", "update", """{ "group": "ops", "users": ["alice"] }""", """{ "group": "ops", "users": [] }""")]
    public void A_user_is_no_longer_in_a_group_that_a_plan_takes_it_from(string type, string action, string before, string? after)
    {
        IamSnapshot snapshot = Load(Details("222222222222"), Plan(type, action, before, after));

        IamUser? alice = snapshot.FindUser("arn:aws:iam::222222222222:user/alice");
        Assert.Equal(IamOutcome.Denied, alice.May("s3:GetObject").Outcome);
        Assert.True(alice.May("sqs:SendMessage").IsAllowed); // of another group
    }

    [Fact]
    public void A_user_stays_in_a_group_where_an_update_leaves_it()
    {
        const string before = """{ "user": "alice", "groups": ["ops"] }""";
        const string after = """{ "user": "alice", "groups": ["ops", "dev"] }""";

        IamSnapshot snapshot = Load(Details("222222222222"), Plan("aws_iam_user_group_membership", "update", before, after));

        Assert.True(snapshot.FindUser("arn:aws:iam::222222222222:user/alice").May("s3:GetObject").IsAllowed);
    }

    [Theory]
    [InlineData("[]", IamOutcome.Denied)]
    [InlineData("[\"alice\"]", IamOutcome.Allowed)]
    public void An_update_takes_a_policy_from_those_that_are_no_longer_in_its_list(string users, IamOutcome outcome)
    {
        string Values(string list) => $$"""{ "name": "p", "policy_arn": "arn:aws:iam::222222222222:policy/p", "users": {{list}} }""";

        IamSnapshot snapshot = Load(
            Details("222222222222"), Plan("aws_iam_policy_attachment", "update", Values("[\"alice\"]"), Values(users)));

        Assert.Equal(outcome, snapshot.FindUser("arn:aws:iam::222222222222:user/alice").May("sns:Publish").Outcome);
    }

    [Fact]
    public void Where_the_account_of_a_membership_is_not_known_no_user_of_the_name_is_sure_to_keep_it()
    {
        using TestFiles files = new();
        string plan = files.Write("plan.json", Plan("aws_iam_user_group_membership", "delete", """{ "user": "alice", "groups": ["ops"] }""", null));

        IamSnapshot snapshot = IamSnapshot.Load(
            plan, files.Write("a.json", Details("222222222222")), files.Write("b.json", Details("333333333333")));

        Assert.Equal(2, snapshot.Users.Count);
        Assert.All(snapshot.Users, user => Assert.Equal(IamOutcome.Unknown, user.May("s3:GetObject").Outcome));
    }

    [Theory]
    [InlineData("aws_organizations_policy", """{ "id": "p-guard", "type": "SERVICE_CONTROL_POLICY" }""")]
    [InlineData("aws_organizations_policy_attachment", """{ "policy_id": "p-guard", "target_id": "222222222222" }""")]
    public void A_control_policy_that_a_plan_deletes_or_detaches_no_longer_binds(string type, string before)
    {
        string organization = $$"""
            {
              "Parents": { "222222222222": "r-a1b2" },
              "Policies": [
                { "PolicySummary": { "Id": "p-FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY" }, "Content": "{{Everything}}",
                  "Targets": [ { "TargetId": "r-a1b2" }, { "TargetId": "222222222222" } ] },
                { "PolicySummary": { "Id": "p-guard", "Type": "SERVICE_CONTROL_POLICY" },
                  "Content": "{{Everything.Replace("Allow", "Deny", StringComparison.Ordinal)}}", "Targets": [ { "TargetId": "222222222222" } ] } ]
            }
            """;

        Assert.True(Denies(Load(organization)));
        Assert.False(Denies(Load(organization, Plan(type, "delete", before, after: null))));

        static bool Denies(IamSnapshot snapshot) => snapshot.FindServiceControl(Account)
            .Any(layer => layer.Policies.Any(policy => policy.Statements.Any(statement => statement.Effect == IamEffect.Deny)));
    }

    private static IamSnapshot Load(string there, string? plan = null)
    {
        using TestFiles files = new();
        string path = files.Write("there.json", there);
        return plan is null ? IamSnapshot.Load(path) : IamSnapshot.Load(path, $"{Account}={files.Write("plan.json", plan)}");
    }

    private static string Details(string account)
    {
        string Group(string name, string action) => $$"""
            { "Path": "/", "GroupName": "{{name}}", "Arn": "arn:aws:iam::{{account}}:group/{{name}}", "AttachedManagedPolicies": [], "GroupPolicyList": [
              { "PolicyName": "own", "PolicyDocument": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "{{action}}", "Resource": "*" } } } ] }
            """;
        return $$"""
            {
              "UserDetailList": [ { "Path": "/", "UserName": "alice", "Arn": "arn:aws:iam::{{account}}:user/alice", "GroupList": ["ops", "dev"],
                "UserPolicyList": [], "AttachedManagedPolicies": [ { "PolicyName": "p", "PolicyArn": "arn:aws:iam::{{account}}:policy/p" } ] } ],
              "GroupDetailList": [ {{Group("ops", "s3:*")}}, {{Group("dev", "sqs:*")}} ],
              "RoleDetailList": [], "IsTruncated": false,
              "Policies": [ { "PolicyName": "p", "Arn": "arn:aws:iam::{{account}}:policy/p", "Path": "/", "DefaultVersionId": "v1", "PolicyVersionList": [
                { "VersionId": "v1", "IsDefaultVersion": true, "Document": {
                  "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sns:*", "Resource": "*" } } } ] } ]
            }
            """;
    }

    private static string Plan(string type, string action, string before, string? after) => $$"""
        {
          "format_version": "1.2",
          "planned_values": { "root_module": { "resources": [ {{(after is null ? "" : $$"""
            { "address": "{{type}}.m", "mode": "managed", "type": "{{type}}", "name": "m", "values": {{after}} }
            """)}} ] } },
          "resource_changes": [ {
            "address": "{{type}}.m", "mode": "managed", "type": "{{type}}", "name": "m",
            "change": { "actions": ["{{action}}"], "before": {{before}}, "after": {{after ?? "null"}}, "after_unknown": {} } } ]
        }
        """;
}

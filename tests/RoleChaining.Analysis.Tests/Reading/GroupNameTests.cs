namespace RoleChaining.Reading;

/// <summary>Users in groups whose names are known only later: what the group denies must not be missed.</summary>
public sealed class GroupNameTests
{
    private const string Alice = "arn:aws:iam::222222222222:user/alice";
    private const string Bob = "arn:aws:iam::222222222222:user/bob";

    [Theory]
    [InlineData("Groups: [!Ref G]", "")]
    [InlineData("Groups: [ops, !Ref G]", "")]
    [InlineData("Groups: [!Ref Unknown]", "")]
    [InlineData("Groups: !Ref UnknownList", "")]
    [InlineData("Path: /", "M: { Type: AWS::IAM::UserToGroupAddition, Properties: { GroupName: !Ref G, Users: [alice] } }")]
    [InlineData("Path: /", "M: { Type: AWS::IAM::UserToGroupAddition, Properties: { GroupName: !Ref Unknown, Users: [!Ref Alice] } }")]
    [InlineData("Path: /", "M: { Type: AWS::IAM::UserToGroupAddition, Condition: C, Properties: { GroupName: ops, Users: [alice] } }")]
    public void In_a_template_the_policies_of_a_user_in_such_a_group_are_unknown(string property, string addition)
    {
        IamSnapshot stack = Template(property, addition);

        IamDecision decision = stack.FindUser(Alice).May("s3:GetObject");

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        Assert.Contains(
            decision.Missing,
            missing => missing.Contains(addition.Length == 0 ? " of Alice in " : " of M in ", StringComparison.Ordinal));
        Assert.True(stack.FindUser(Bob).May("s3:GetObject").IsAllowed);
    }

    [Fact]
    public void In_a_template_a_user_in_a_group_that_has_a_name_is_known() =>
        Assert.True(Template("Groups: [ops]", "").FindUser(Alice).May("s3:GetObject").IsAllowed);

    [Theory]
    [InlineData("aws_iam_group.g")]
    [InlineData("terraform_data.g")]
    [InlineData("var.g")]
    public void In_a_plan_the_policies_of_a_user_in_such_a_group_are_unknown(string reference)
    {
        IamSnapshot membership = Plan(
            "aws_iam_user_group_membership", """{ "user": "alice" }""", """{ "groups": [true] }""", "groups", reference);
        IamSnapshot memberships = Plan(
            "aws_iam_group_membership", """{ "users": ["alice"] }""", """{ "group": true }""", "group", reference);

        foreach (IamSnapshot plan in (IamSnapshot[])[membership, memberships])
        {
            IamDecision decision = plan.FindUser(Alice).May("s3:GetObject");
            Assert.Equal(IamOutcome.Unknown, decision.Outcome);
            Assert.Contains(decision.Missing, missing => missing.Contains("a group of aws_iam_", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void In_a_plan_a_user_in_a_new_group_that_has_a_name_is_known() => Assert.True(Plan(
        "aws_iam_user_group_membership", """{ "user": "alice" }""", """{ "groups": [true] }""", "groups", "aws_iam_group.ops")
        .FindUser(Alice).May("s3:GetObject").IsAllowed);

    private static IamSnapshot Template(string property, string addition)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("template.yaml", $$"""
            Parameters:
              Unknown: { Type: String }
              UnknownList: { Type: CommaDelimitedList }
            Conditions:
              C: !Equals [!Ref Unknown, yes]
            Resources:
              G:
                Type: AWS::IAM::Group
                Properties:
                  Policies: [{ PolicyName: no, PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Deny, Action: "*", Resource: "*" } } }]
              Ops: { Type: AWS::IAM::Group, Properties: { GroupName: ops } }
              Alice: { Type: AWS::IAM::User, Properties: { UserName: alice, ManagedPolicyArns: [!Ref All], {{property}} } }
              Bob: { Type: AWS::IAM::User, Properties: { UserName: bob, ManagedPolicyArns: [!Ref All] } }
              All:
                Type: AWS::IAM::ManagedPolicy
                Properties: { PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } } }
              {{addition}}
            """)}");
    }

    private static IamSnapshot Plan(string type, string values, string unknown, string attribute, string reference)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("plan.json", $$"""
            {
              "format_version": "1.2",
              "planned_values": { "root_module": { "resources": [
                { "address": "aws_iam_user.alice", "mode": "managed", "type": "aws_iam_user", "name": "alice", "values": { "name": "alice", "path": "/" } },
                { "address": "aws_iam_group.ops", "mode": "managed", "type": "aws_iam_group", "name": "ops", "values": { "name": "ops", "path": "/" } },
                { "address": "aws_iam_group.g", "mode": "managed", "type": "aws_iam_group", "name": "g", "values": { "path": "/" } },
                { "address": "terraform_data.g", "mode": "managed", "type": "terraform_data", "name": "g", "values": {} },
                { "address": "aws_iam_user_policy.p", "mode": "managed", "type": "aws_iam_user_policy", "name": "p", "values": { "user": "alice", "name": "p",
                  "policy": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"} }" } },
                { "address": "{{type}}.m", "mode": "managed", "type": "{{type}}", "name": "m", "values": {{values}} } ] } },
              "resource_changes": [ { "address": "{{type}}.m", "change": { "actions": ["create"], "after_unknown": {{unknown}} } } ],
              "configuration": { "root_module": { "resources": [ { "address": "{{type}}.m", "mode": "managed", "type": "{{type}}", "name": "m",
                "expressions": { "{{attribute}}": { "references": ["{{reference}}.name", "{{reference}}"] } } } ] } }
            }
            """)}");
    }
}

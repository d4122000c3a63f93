namespace RoleChaining.Reading;

/// <summary>Control policies of templates and plans whose targets, type or name are not known, or not alone.</summary>
public sealed class ControlPolicyNameTests
{
    private const string Account = "222222222222";
    private const string Organization = """
        {
          "Organization": { "Id": "o-a1b2c3d4e5", "MasterAccountId": "999999999999" },
          "Parents": { "222222222222": "r-a1b2" },
          "Policies": [ {
            "PolicySummary": { "Id": "p-FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY" },
            "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
            "Targets": [ { "TargetId": "r-a1b2" }, { "TargetId": "222222222222" } ] } ]
        }
        """;

    [Theory]
    [InlineData("TargetIds: !Ref Targets")]
    [InlineData("TargetIds: [!Ref Target]")]
    [InlineData("TargetIds: [!Ref Unit]")]
    [InlineData("TargetIds: ['333333333333', !ImportValue root]")]
    public void In_a_template_a_policy_with_targets_that_are_not_known_may_bind_each_account_below_the_root(string targets)
    {
        IamSnapshot snapshot = Load(Template("SERVICE_CONTROL_POLICY", targets));

        snapshot.AssertNote("Guard is attached to what is known only after the deployment.");
        Assert.Contains("what Guard in ", Missing(snapshot.FindServiceControl(Account)), StringComparison.Ordinal);
        Assert.Equal("", Missing(snapshot.FindResourceControl(Account)));
    }

    [Fact]
    public void In_a_template_a_policy_whose_type_is_not_known_may_be_of_either_kind()
    {
        IamSnapshot snapshot = Load(Template("!Ref Target", "TargetIds: ['222222222222']"));

        snapshot.AssertNote("the type of Guard is known only after the deployment.");
        Assert.Contains("the type of Guard in ", Missing(snapshot.FindServiceControl(Account)), StringComparison.Ordinal);
        Assert.Contains("the type of Guard in ", Missing(snapshot.FindResourceControl(Account)), StringComparison.Ordinal);
    }

    [Fact]
    public void In_two_templates_policies_of_one_logical_id_both_bind()
    {
        IamSnapshot snapshot = Load(
            Template("SERVICE_CONTROL_POLICY", "TargetIds: ['222222222222']", "s3:*"),
            Template("SERVICE_CONTROL_POLICY", "TargetIds: ['222222222222']", "sqs:*"));

        Assert.Equal(2, Denials(snapshot));
    }

    [Fact]
    public void In_two_plans_policies_of_one_address_both_bind()
    {
        IamSnapshot snapshot = Load(Plan("s3:*"), Plan("sqs:*"));

        Assert.Equal(2, Denials(snapshot));
    }

    [Theory]
    [InlineData("\"target_id\": true", "aws_organizations_policy.guard", true)]
    [InlineData("\"policy_id\": true", "var.policy", false)]
    public void In_a_plan_an_attachment_of_which_one_side_is_not_known_leaves_the_control_policies_unknown(
        string unknown, string policy, bool isTarget)
    {
        IamSnapshot snapshot = Load(Plan("s3:*", unknown, policy, isTarget ? "" : "\"target_id\": \"222222222222\""));

        snapshot.AssertNote("aws_organizations_policy_attachment.guard attaches a policy to what is known only after the plan is applied.");
        Assert.Contains(
            "what aws_organizations_policy_attachment.guard attaches in ", Missing(snapshot.FindServiceControl(Account)), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_plan_a_policy_whose_type_is_not_known_may_be_of_either_kind()
    {
        IamSnapshot snapshot = Load(Plan("s3:*", type: "null", isTypeUnknown: true));

        Assert.Contains("type of aws_organizations_policy.guard", Missing(snapshot.FindServiceControl(Account)), StringComparison.Ordinal);
        Assert.Contains("type of aws_organizations_policy.guard", Missing(snapshot.FindResourceControl(Account)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_of_tags_is_no_control_policy()
    {
        IamSnapshot snapshot = Load(Template("TAG_POLICY", "TargetIds: ['222222222222']"), Plan("s3:*", type: "\"TAG_POLICY\""));

        Assert.Equal("", Missing(snapshot.FindServiceControl(Account)));
        Assert.Equal(0, Denials(snapshot));
    }

    private static string Missing(IEnumerable<IamPolicyLayer> layers) =>
        string.Join(", ", layers.Select(layer => layer.Missing).OfType<string>());

    private static int Denials(IamSnapshot snapshot) => snapshot.FindServiceControl(Account)
        .Sum(layer => layer.Policies.Count(policy => policy.Statements.Any(statement => statement.Effect == IamEffect.Deny)));

    private static IamSnapshot Load(params string[] planned)
    {
        using TestFiles files = new();
        string organization = files.Write("organization.json", Organization);
        return IamSnapshot.Load([organization, .. planned.Select((text, i) => files.Write($"planned-{i}.yaml", text))]);
    }

    private static string Template(string type, string targets, string action = "s3:*") => $$"""
        Parameters:
          Target: { Type: String }
          Targets: { Type: CommaDelimitedList }
        Resources:
          Unit: { Type: AWS::Organizations::OrganizationalUnit, Properties: { Name: unit, ParentId: r-a1b2 } }
          Guard:
            Type: AWS::Organizations::Policy
            Properties:
              Name: guard
              Type: {{type}}
              {{targets}}
              Content: { Version: 2012-10-17, Statement: { Effect: Deny, Action: "{{action}}", Resource: "*" } }
        """;

    private static string Plan(
        string action,
        string unknown = "\"policy_id\": true",
        string policy = "aws_organizations_policy.guard",
        string target = "\"target_id\": \"222222222222\"",
        string type = "\"SERVICE_CONTROL_POLICY\"",
        bool isTypeUnknown = false) => $$"""
        {
          "format_version": "1.2",
          "planned_values": { "root_module": { "resources": [
            { "address": "aws_organizations_policy.guard", "mode": "managed", "type": "aws_organizations_policy", "name": "guard",
              "values": { "name": "guard", "type": {{type}},
                "content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"{{action}}\",\"Resource\":\"*\"} }" } },
            { "address": "aws_organizations_policy_attachment.guard", "mode": "managed", "type": "aws_organizations_policy_attachment", "name": "guard",
              "values": { {{target}} } } ] } },
          "resource_changes": [
            { "address": "aws_organizations_policy.guard",
              "change": { "actions": ["create"], "after_unknown": { "id": true, "type": {{(isTypeUnknown ? "true" : "false")}} } } },
            { "address": "aws_organizations_policy_attachment.guard", "change": { "actions": ["create"], "after_unknown": { {{unknown}} } } } ],
          "configuration": { "root_module": { "resources": [
            { "address": "aws_organizations_policy_attachment.guard", "mode": "managed", "type": "aws_organizations_policy_attachment", "name": "guard",
              "expressions": { "policy_id": { "references": ["{{policy}}.id", "{{policy}}"] }, "target_id": { "references": ["var.target"] } } } ] } }
        }
        """;
}

using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>What functions and conditions of a template come to.</summary>
public sealed class CloudFormationFunctionTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/Hub";

    [Theory]
    [InlineData("222222222222=", "{ Fn::Sub: \"${AWS::StackName}-hub\" }", "the name of Hub is known only after the deployment.")]
    [InlineData("222222222222=", "{ Ref: Name }", "the name of Hub is known only after the deployment.")]
    [InlineData("222222222222=", "{ Ref: AWS::NoValue }", "Hub has no name of its own, so its ARN is known only after the deployment.")]
    [InlineData("", "{ Fn::Sub: \"hub-${AWS::AccountId}\" }", "the account of Hub is not known; write ACCOUNT=FILE.")]
    [InlineData("", "{ Ref: AWS::NoValue }", "Hub has no name of its own, so its ARN is known only after the deployment.")]
    public void A_name_that_is_not_known_is_told_from_none(string account, string name, string note)
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", $$"""
            Parameters: { Name: { Type: String } }
            Resources: { Hub: { Type: AWS::IAM::Role, Properties: { RoleName: {{name}} } } }
            """);

        Assert.Equal([$"{file}: {note}"], IamSnapshot.Load(account + file).Notes);
    }

    [Theory]
    [InlineData("!And [!Condition Yes, !Condition Yes]", "made")]
    [InlineData("!And [!Condition Yes, !Condition No]", "not made")]
    [InlineData("!And [!Condition Later, !Condition No]", "not made")]
    [InlineData("!And [!Condition Later, !Condition Yes]", "not known")]
    [InlineData("!Or [!Condition No, !Condition Yes]", "made")]
    [InlineData("!Or [!Condition Later, !Condition Yes]", "made")]
    [InlineData("!Or [!Condition No, !Condition No]", "not made")]
    [InlineData("!Or [!Condition Later, !Condition No]", "not known")]
    [InlineData("!Not [!Condition No]", "made")]
    [InlineData("!Not [!Condition Yes]", "not made")]
    [InlineData("!Not [!Condition Later]", "not known")]
    [InlineData("!Not [!Condition Elsewhere]", "not known")]
    public void A_resource_is_made_where_its_condition_holds(string condition, string made)
    {
        IamRole? hub = Parse($$"""
            Parameters: { Stage: { Type: String, Default: live }, Unknown: { Type: String } }
            Conditions:
              Yes: !Equals [!Ref Stage, live]
              No: !Equals [!Ref Stage, test]
              Later: !Equals [!Ref Unknown, live]
              C: {{condition}}
            Resources:
              Hub:
                Type: AWS::IAM::Role
                Condition: C
                Properties: { RoleName: Hub, AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } }
            """).FindRole(Hub);

        Assert.Equal(made, hub is null ? "not made" : hub.Trust.Missing is null ? "made" : "not known");
    }

    [Fact]
    public void A_value_may_be_the_account_the_partition_or_another_resource()
    {
        const string text = """
            Resources:
              Hub:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: Hub
                  Tags:
                    - { Key: account, Value: !Ref AWS::AccountId }
                    - { Key: partition, Value: !Ref AWS::Partition }
                    - { Key: user, Value: !Ref Alice }
                    - { Key: group, Value: !Ref Ops }
                    - { Key: policy, Value: !Ref Limits }
                    - { Key: both, Value: !Sub "${Alice.Arn} or ${Limits.PolicyArn}" }
                    - { Key: tag, Value: !GetAtt Ops.Arn }
                    - { Key: list, Value: { Fn::GetAtt: [Hub, Arn] } }
              Alice: { Type: AWS::IAM::User, Properties: { UserName: alice } }
              Ops: { Type: AWS::IAM::Group, Properties: { GroupName: ops, Path: /teams/ } }
              Limits: { Type: AWS::IAM::ManagedPolicy, Properties: { ManagedPolicyName: Limits } }
            """;

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["account"] = "222222222222",
                ["partition"] = "aws",
                ["user"] = "alice",
                ["group"] = "ops",
                ["policy"] = "arn:aws:iam::222222222222:policy/Limits",
                ["both"] = "arn:aws:iam::222222222222:user/alice or arn:aws:iam::222222222222:policy/Limits",
                ["tag"] = "arn:aws:iam::222222222222:group/teams/ops",
                ["list"] = Hub,
            },
            Parse(text).Role(Hub).Tags);
    }

    [Fact]
    public void Without_an_account_what_is_attached_to_it_is_not_known()
    {
        const string text = """
            Resources:
              Guard:
                Type: AWS::Organizations::Policy
                Properties: { Name: guard, Type: SERVICE_CONTROL_POLICY, TargetIds: [!Ref AWS::AccountId], Content: { Version: "2012-10-17", Statement: [] } }
            """;

        Assert.Equal(
            ["template.yaml: Guard is attached to what is known only after the deployment."], IamSnapshot.Parse(text, "template.yaml").Notes);
        Assert.Empty(Parse(text).Notes);
    }

    [Theory]
    [InlineData("!Select [1, [a, b]]", "b")]
    [InlineData("!Select [2, [a, b]]", null)]
    [InlineData("!FindInMap [Names, live, a]", "b")]
    [InlineData("!FindInMap [null, live, a]", null)]
    [InlineData("!If [Yes, a, b]", "a")]
    [InlineData("!If [null, a, b]", null)]
    [InlineData("!Ref", null)]
    [InlineData("!Ref null", null)]
    [InlineData("!GetAtt", null)]
    public void A_function_with_arguments_that_are_not_right_comes_to_nothing(string function, string? name) => Assert.Equal(
        name is null ? [] : [$"arn:aws:iam::222222222222:role/{name}"],
        Parse($$"""
            Mappings: { Names: { live: { a: b } } }
            Conditions: { Yes: !Equals [a, a] }
            Resources: { A: { Type: AWS::IAM::Role, Properties: { RoleName: {{function}} } } }
            """).Roles.Select(role => role.Arn));

    [Theory]
    [InlineData("~", null)]
    [InlineData("null", null)]
    [InlineData("Null", null)]
    [InlineData("NULL", null)]
    [InlineData("", null)]
    [InlineData("\"null\"", "null")]
    [InlineData("'~'", "~")]
    public void A_name_that_is_null_in_YAML_is_none_and_a_text_of_it_is_one(string yaml, string? name) => Assert.Equal(
        name is null ? [] : [$"arn:aws:iam::222222222222:role/{name}"],
        Parse($"Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: {yaml}\n").Roles.Select(role => role.Arn));

    /// <summary>More values than a template may have that refers to itself, and more conditions than may be nested.</summary>
    [Fact]
    public void A_large_template_is_read_to_its_end()
    {
        JsonObject resources = [];
        for (int i = 0; i < 300; i++)
        {
            resources[$"R{i}"] = JsonNode.Parse($$"""
                { "Type": "AWS::IAM::Role", "Condition": "C", "Properties": { "RoleName": "r{{i}}", "AssumeRolePolicyDocument": [{{string.Join(", ", Enumerable.Repeat("1", 400))}}] } }
                """);
        }

        JsonObject template = new()
        {
            ["Parameters"] = JsonNode.Parse("""{ "Stage": { "Type": "String", "Default": "live" } }"""),
            ["Conditions"] = JsonNode.Parse("""{ "C": { "Fn::Equals": [ { "Ref": "Stage" }, "live" ] } }"""),
            ["Resources"] = resources,
        };

        IamSnapshot stack = Parse(template.ToJsonString());

        Assert.Equal(300, stack.Roles.Count);
        Assert.All(stack.Roles, role => Assert.DoesNotContain("template.yaml", role.Trust.Missing, StringComparison.Ordinal));
    }

    [Fact]
    public void Conditions_that_refer_to_themselves_come_to_an_end()
    {
        const string text = """
            Conditions: { C: !And [!Condition C, !Condition C] }
            Resources: { Hub: { Type: AWS::IAM::Role, Condition: C, Properties: { RoleName: Hub } } }
            """;

        Assert.StartsWith("the condition C of Hub in ", Parse(text).Role(Hub).Trust.Missing, StringComparison.Ordinal);
    }

    private static IamSnapshot Parse(string text)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("template.yaml", text)}");
    }
}

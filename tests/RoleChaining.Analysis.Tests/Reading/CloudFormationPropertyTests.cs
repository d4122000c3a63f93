namespace RoleChaining.Reading;

/// <summary>Resources whose properties are chosen all together by a condition.</summary>
public sealed class CloudFormationPropertyTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/Hub";

    [Theory]
    [InlineData("Yes", "{ RoleName: Other }", "Hub", null)]
    [InlineData("No", "{ RoleName: Other }", "Other", null)]
    [InlineData("No", "!If [Yes, { RoleName: Other }, { RoleName: Hub }]", "Other", null)]
    [InlineData("No", "!Ref AWS::NoValue", null, "Role has no name of its own, so its ARN is known only after the deployment.")]
    [InlineData("Later", "{ RoleName: Other }", null, "the name of Role is known only after the deployment.")]
    public void A_condition_may_choose_all_properties_of_a_role(string condition, string otherwise, string? name, string? note)
    {
        using TestFiles files = new();
        string file = Write(files, $$"""
              Role:
                Type: AWS::IAM::Role
                Properties: !If
                  - {{condition}}
                  - { RoleName: Hub, AssumeRolePolicyDocument: { Version: 2012-10-17, Statement: [
                      { Effect: Allow, Principal: { AWS: "{{Ask.Alice}}" }, Action: sts:AssumeRole }] } }
                  - {{otherwise}}
            """);

        IamSnapshot stack = IamSnapshot.Load($"222222222222={file}");

        Assert.Equal(name is null ? [] : [$"arn:aws:iam::222222222222:role/{name}"], stack.Roles.Select(role => role.Arn));
        Assert.Equal(note is null ? [] : [$"{file}: {note}"], stack.Notes);
        if (name == "Hub")
        {
            Assert.Equal(IamOutcome.Allowed, stack.Lets(Hub, Ask.Alice).Outcome);
        }
    }

    [Theory]
    [InlineData("AWS::IAM::Policy", "Yes", IamOutcome.Denied)]
    [InlineData("AWS::IAM::Policy", "No", IamOutcome.Allowed)]
    [InlineData("AWS::IAM::Policy", "Later", IamOutcome.Unknown)]
    [InlineData("AWS::IAM::ManagedPolicy", "Yes", IamOutcome.Denied)]
    [InlineData("AWS::IAM::ManagedPolicy", "No", IamOutcome.Allowed)]
    [InlineData("AWS::IAM::ManagedPolicy", "Later", IamOutcome.Unknown)]
    public void A_condition_may_choose_all_properties_of_a_policy(string type, string condition, IamOutcome outcome)
    {
        using TestFiles files = new();
        string file = Write(files, $$"""
              Hub: { Type: AWS::IAM::Role, Properties: { RoleName: Hub, Policies: [
                { PolicyName: all, PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Allow, Action: "*", Resource: "*" } } }] } }
              Limit:
                Type: {{type}}
                Properties: !If
                  - {{condition}}
                  - { PolicyName: limit, Roles: [Hub], PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Deny, Action: "s3:*", Resource: "*" } } }
                  - { PolicyName: limit, Roles: [Other], PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Deny, Action: "s3:*", Resource: "*" } } }
            """);

        Assert.Equal(outcome, IamSnapshot.Load($"222222222222={file}").Role(Hub).May("s3:GetObject").Outcome);
    }

    private static string Write(TestFiles files, string resources) => files.Write("template.yaml", $$"""
        Parameters: { Stage: { Type: String } }
        Conditions:
          Yes: !Equals [a, a]
          No: !Not [!Condition Yes]
          Later: !Equals [!Ref Stage, prod]
        Resources:
        {{resources}}
        """);
}

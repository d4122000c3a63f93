namespace RoleChaining.Reading;

/// <summary>Macros that change a template before it is deployed.</summary>
public sealed class CloudFormationTransformTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/Hub";

    [Theory]
    [InlineData("OwnMacro", "OwnMacro")]
    [InlineData("AWS::Serverless-2016-10-31", null)]
    [InlineData("{ Name: OwnMacro, Parameters: { A: a } }", "OwnMacro")]
    [InlineData("{ Name: AWS::Include, Parameters: { Location: a } }", "AWS::Include")]
    [InlineData("[AWS::LanguageExtensions, { Name: OwnMacro }]", "OwnMacro")]
    public void A_macro_that_may_add_resources_is_noted(string transform, string? macro)
    {
        IReadOnlyList<string> notes = IamSnapshot.Parse($"Transform: {transform}\nResources: {{ A: {{ Type: AWS::S3::Bucket }} }}", "a.yaml").Notes;

        Assert.Equal(macro is null ? [] : [$"a.yaml: the template is changed by the macro {macro}, which is not run."], notes);
    }

    [Theory]
    [InlineData("Fn::Transform: { Name: OwnMacro }")]
    [InlineData("Fn::Transform: { Name: AWS::Include, Parameters: { Location: a } }")]
    public void A_resource_that_a_macro_makes_is_noted(string resource) => Assert.Equal(
        ["a.yaml: A is changed by a macro, which is not run."],
        IamSnapshot.Parse($"Resources: {{ A: {{ {resource} }} }}", "a.yaml").Notes);

    [Theory]
    [InlineData("Fn::Transform: { Name: OwnMacro },", "")]
    [InlineData("", "Fn::Transform: { Name: AWS::Include, Parameters: { Location: a } },")]
    [InlineData("", "Fn::ForEach::Policies: [Name, [a, b], {}],")]
    public void A_role_that_a_macro_changes_is_unknown(string resource, string property)
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", $$"""
            Resources:
              Hub: { Type: AWS::IAM::Role, {{resource}} Properties: {
                {{property}}
                RoleName: Hub,
                AssumeRolePolicyDocument: { Version: 2012-10-17, Statement: [
                  { Effect: Allow, Principal: { AWS: "{{Ask.Alice}}" }, Action: sts:AssumeRole }] } } }
            """);

        IamSnapshot stack = IamSnapshot.Load($"222222222222={file}");

        Assert.Equal([$"{file}: Hub is changed by a macro, which is not run."], stack.Notes);
        Assert.Equal([$"the macro of Hub in {file}"], stack.Lets(Hub, Ask.Alice).Missing);
        Assert.Equal(IamOutcome.Unknown, stack.Lets(Hub, Ask.Mallory).Outcome);
        Assert.Contains(
            stack.Role(Hub).May("s3:GetObject").Missing, missing => missing.Contains($"the macro of Hub in {file}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_that_a_macro_changes_is_unknown()
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", $$"""
            Resources:
              Hub: { Type: AWS::IAM::Role, Properties: { RoleName: Hub, AssumeRolePolicyDocument: {
                Version: 2012-10-17,
                Statement: { Effect: Allow, Principal: { AWS: "{{Ask.Alice}}" }, Action: sts:AssumeRole, Fn::Transform: { Name: OwnMacro } } } } }
            """);

        IamDecision decision = IamSnapshot.Load($"222222222222={file}").Lets(Hub, Ask.Alice);

        Assert.Equal([$"the trust policy of Hub in {file} (known only after the deployment)"], decision.Missing);
    }

    [Fact]
    public void A_policy_to_which_a_macro_may_add_roles_makes_those_of_the_account_unknown()
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", """
            Resources:
              Hub: { Type: AWS::IAM::Role, Properties: { RoleName: Hub } }
              Limit: { Type: AWS::IAM::Policy, Properties: { PolicyName: limit, Fn::Transform: { Name: OwnMacro } } }
            """);

        Assert.Equal(
            [$"the role of Limit in {file} (known only after the deployment)"],
            IamSnapshot.Load($"222222222222={file}").Role(Hub).May("s3:GetObject").Missing);
    }
}

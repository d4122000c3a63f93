namespace RoleChaining.Reading;

/// <summary>Macros that change a template before it is deployed.</summary>
public sealed class CloudFormationTransformTests
{
    [Theory]
    [InlineData("OwnMacro", "OwnMacro")]
    [InlineData("AWS::Serverless-2016-10-31", null)]
    [InlineData("{ Name: OwnMacro, Parameters: { A: a } }", "OwnMacro")]
    [InlineData("{ Name: AWS::Include, Parameters: { Location: a } }", null)]
    [InlineData("[AWS::LanguageExtensions, { Name: OwnMacro }]", "OwnMacro")]
    public void A_macro_that_AWS_does_not_have_is_noted(string transform, string? macro)
    {
        IReadOnlyList<string> notes = IamSnapshot.Parse($"Transform: {transform}\nResources: {{ A: {{ Type: AWS::S3::Bucket }} }}", "a.yaml").Notes;

        Assert.Equal(macro is null ? [] : [$"a.yaml: the template is changed by the macro {macro}, which is not run."], notes);
    }
}

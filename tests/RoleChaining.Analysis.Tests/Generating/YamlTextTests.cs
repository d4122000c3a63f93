using RoleChaining.Reading;

namespace RoleChaining.Generating;

/// <summary>Texts of templates that YAML would take for something else.</summary>
public sealed class YamlTextTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("False")]
    [InlineData("YES")]
    [InlineData("no")]
    [InlineData("On")]
    [InlineData("off")]
    [InlineData("null")]
    [InlineData("y")]
    [InlineData("N")]
    [InlineData("1e3")]
    [InlineData("2026-11-30")]
    [InlineData("_role")]
    [InlineData("a@b")]
    [InlineData("a,b")]
    [InlineData("a+b")]
    [InlineData("=")]
    public void What_YAML_may_take_for_something_else_is_quoted(string role) =>
        Assert.Contains($"      RoleName: \"{role}\"\n", Template(role), StringComparison.Ordinal);

    [Theory]
    [InlineData("Role")]
    [InlineData("trues")]
    [InlineData("a_b-c.d=e")]
    [InlineData("nO2")]
    public void Another_name_stands_as_it_is(string role) =>
        Assert.Contains($"      RoleName: {role}\n", Template(role), StringComparison.Ordinal);

    /// <summary>A template ends with its last line, and each account has one.</summary>
    [Fact]
    public void A_template_has_no_mark_at_its_end()
    {
        string template = Template("Role");

        Assert.StartsWith("AWSTemplateFormatVersion: \"2010-09-09\"\n", template, StringComparison.Ordinal);
        Assert.EndsWith("          Action: sts:AssumeRole\n", template, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-.-", "  Role:\n")]
    [InlineData("+Role+", "  Role:\n")]
    public void A_resource_is_named_by_the_letters_and_digits_of_the_role(string role, string id) =>
        Assert.Contains(id, Template(role), StringComparison.Ordinal);

    private static string Template(string role) => Ask.Chain($"arn:aws:iam::222222222222:role/{role}")
        .GeneratePolicies("arn:aws:iam::111111111111:user/alice").ToCloudFormation()["222222222222"];
}

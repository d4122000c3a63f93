using static RoleChaining.Reading.TerraformText;

namespace RoleChaining.Reading;

/// <summary>Roles that policies find through modules in modules, with keys and without.</summary>
public sealed class TerraformModuleTests
{
    private const string Given = "aws_iam_role_policy.given";
    private const string Policy = $$"""{ "name": "given", "policy": "{{Deny}}" }""";

    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "[0]", "")]
    [InlineData("", "[0]", "[0]", ".module.inner[1]")]
    [InlineData("[\"a.b\"]", "[\"c]\"]", "[\"c]\"]", "[\"a.b\"].module.inner[\"c\"]", "[\"b\"].module.inner[\"c]\"]")]
    [InlineData("[\"a\\\"].b\"]", "", "", "[\"a\"].module.inner")]
    public void A_role_of_a_module_in_a_module_is_found_by_the_outputs_of_both(string outer, string inner, string key, params string[] others)
    {
        string[] modules = [$"{outer}.module.inner{inner}", .. others];
        string[] children = [.. modules.Select((module, i) => Module(
            $"module.outer{module}", Resource($"module.outer{module}.aws_iam_role.r", $$"""{ "name": "r{{i}}" }""")))];
        string calls = $$"""
            , "module_calls": { "outer": { "module": {
              {{Output($"module.inner{key}.role_id", $"module.inner{key}")}},
              "module_calls": { "inner": { "module": { {{Output("aws_iam_role.r.id", "aws_iam_role.r")}} } } } } } }
            """;

        IamSnapshot plan = Load(Plan(
            [Resource(Given, Policy)],
            [Later(Given, """{ "role": true }""")],
            [Expression(Given, "role", $"module.outer{outer}.role_id", $"module.outer{outer}")],
            calls,
            children));

        Assert.Equal(modules.Length, plan.Roles.Count);
        Assert.All(plan.Roles, role => Assert.Equal(role.Name == "r0" ? 1 : 0, role.Policies.Policies.Count));
        Assert.All(plan.Roles, role => Assert.Null(role.Policies.Missing));
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void A_policy_of_a_module_in_a_module_finds_the_role_that_is_passed_through_both()
    {
        const string inner = "module.outer.module.inner";
        string calls = $$"""
            , "module_calls": { "outer": {
              "expressions": { "owner": { "references": ["aws_iam_role.hub.name", "aws_iam_role.hub"] } },
              "module": { "module_calls": { "inner": {
                "expressions": { "role": { "references": ["var.owner"] } },
                "module": { "resources": [ {{Expression(Given, "role", "var.role")}} ] } } } } } }
            """;

        IamSnapshot plan = Load(Plan(
            [Resource("aws_iam_role.hub", """{ "name": "Hub" }"""), Resource("aws_iam_role.other", """{ "name": "Other" }""")],
            [Later($"{inner}.{Given}", """{ "role": true }""")],
            rest: calls,
            modules: [Module(inner, Resource($"{inner}.{Given}", Policy))]));

        Assert.Equal([1, 0], plan.Roles.Select(role => role.Policies.Policies.Count));
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void An_output_of_one_instance_is_not_one_of_the_others()
    {
        IamSnapshot plan = Load(Plan(
            [Resource(Given, Policy)],
            [Later(Given, """{ "role": true }""")],
            [Expression(Given, "role", "module.a.role_id", "module.a")],
            $$""", "module_calls": { "a": { "module": { {{Output("aws_iam_role.r[0].id", "aws_iam_role.r[0]", "aws_iam_role.r")}} } } }""",
            [
                Module(
                    "module.a",
                    Resource("module.a.aws_iam_role.r[0]", """{ "name": "r0" }""") + ", " + Resource("module.a.aws_iam_role.r[1]", """{ "name": "r1" }""")),
            ]));

        Assert.Equal([1, 0], plan.Roles.Select(role => role.Policies.Policies.Count));
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void A_value_that_goes_round_in_a_circle_is_not_known()
    {
        string calls = $$"""
            , "module_calls": { "a": { "expressions": { "x": { "references": ["module.a.role_id", "module.a"] } }, "module": { {{Output("var.x")}} } } }
            """;

        IamSnapshot plan = Load(Plan(
            [Resource(Given, Policy), Resource("aws_iam_role.hub", """{ "name": "Hub" }""")],
            [Later(Given, """{ "role": true }""")],
            [Expression(Given, "role", "module.a.role_id", "module.a")],
            calls,
            [Module("module.a", Resource("module.a.terraform_data.x"))]));

        Assert.StartsWith($"the role of {Given} in ", Assert.Single(plan.Roles).Policies.Missing, StringComparison.Ordinal);
    }

    private static string Module(string address, string resource) => $$"""
        { "address": "{{Escape(address)}}", "resources": [ {{resource}} ] }
        """;

    private static string Output(params string[] references) => $$"""
        "outputs": { "role_id": { "expression": { "references":
          [ {{string.Join(", ", references.Select(reference => $"\"{Escape(reference)}\""))}} ] } } }
        """;

    private static IamSnapshot Load(string text)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("plan.json", text)}");
    }
}

namespace RoleChaining.Reading;

/// <summary>Policies of plans whose role, of several instances, is known only after apply.</summary>
public sealed class TerraformNameTests
{
    private const string Deny = """{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}""";

    [Theory]
    [InlineData("each.key", "\"a\"", "\"b\"", null)]
    [InlineData("each.value", "\"a\"", "\"b\"", "role")]
    [InlineData("var.key", "\"a\"", "\"b\"", "role")]
    [InlineData("count.index", "0", "1", null)]
    public void A_policy_belongs_to_the_instance_of_its_own_key_only_where_the_index_is_that_key(
        string index, string first, string second, string? doubt)
    {
        IamSnapshot plan = Load(Instances(index, [first, second], [first, second]));

        IamDecision[] decisions = [.. plan.Roles.Select(role => role.May("s3:GetObject"))];

        Assert.Equal(2, decisions.Length);
        Assert.All(decisions, decision => Assert.Equal(doubt is null ? IamOutcome.Denied : IamOutcome.Unknown, decision.Outcome));
        Assert.All(plan.Roles, role => Assert.Equal(doubt is null, role.Policies.Missing is null));
    }

    [Fact]
    public void An_index_that_is_computed_from_the_count_of_fewer_instances_is_not_taken_for_the_own_one()
    {
        IamSnapshot plan = Load(Instances("count.index", ["0", "1", "2"], ["0", "1"])); // may be count.index + 1

        Assert.Equal(3, plan.Roles.Count);
        Assert.All(plan.Roles, role => Assert.Equal(IamOutcome.Unknown, role.May("s3:GetObject").Outcome));
    }

    [Fact]
    public void A_list_of_roles_by_an_index_that_is_not_known_leaves_them_unknown()
    {
        IamSnapshot plan = Load(Instances("each.value", ["\"a\"", "\"b\""], ["\"a\"", "\"b\""])
            .Replace("aws_iam_role_policy\"", "aws_iam_policy_attachment\"", StringComparison.Ordinal)
            .Replace("\"role\":", "\"roles\":", StringComparison.Ordinal));

        Assert.All(plan.Roles, role => Assert.NotNull(role.Policies.Missing));
    }

    private static string Instances(string index, string[] roles, string[] policies)
    {
        static string Escape(string key) => key.Replace("\"", "\\\"", StringComparison.Ordinal);
        string Resource(string type, string name, string key, string values) => $$"""
            { "address": "{{type}}.{{name}}[{{Escape(key)}}]", "mode": "managed", "type": "{{type}}", "name": "{{name}}", "index": {{key}}, "values": {{values}} }
            """;
        IEnumerable<string> resources = roles
            .Select(key => Resource("aws_iam_role", "r", key, $$"""{ "name": "r{{key.Trim('"')}}", "path": "/" }"""))
            .Concat(policies.Select(key => Resource("aws_iam_role_policy", "p", key, $$"""{ "name": "p", "policy": "{{Deny}}" }""")));
        IEnumerable<string> changes = policies.Select(key =>
            $$"""{ "address": "aws_iam_role_policy.p[{{Escape(key)}}]", "change": { "actions": ["create"], "after_unknown": { "role": true } } }""");
        return $$"""
            {
              "format_version": "1.2",
              "planned_values": { "root_module": { "resources": [ {{string.Join(", ", resources)}} ] } },
              "resource_changes": [ {{string.Join(", ", changes)}} ],
              "configuration": { "root_module": { "resources": [
                { "address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p",
                  "expressions": { "role": { "references": ["aws_iam_role.r", "{{index}}"] } },
                  "for_each_expression": { "constant_value": { "a": "b", "b": "a" } } } ] } }
            }
            """;
    }

    private static IamSnapshot Load(string text)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("plan.json", text)}");
    }
}

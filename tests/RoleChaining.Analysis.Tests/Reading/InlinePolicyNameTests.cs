namespace RoleChaining.Reading;

/// <summary>Policies in roles of plans whose names are known only after apply.</summary>
public sealed class InlinePolicyNameTests
{
    private const string Deny = """{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}""";

    [Theory]
    [InlineData("""[ { "policy": "DENY" } ]""", """[ { "name": true } ]""", true)]
    [InlineData("""[ { "name": "a", "policy": "DENY" }, {} ]""", """[ {}, { "name": true, "policy": true } ]""", true)]
    [InlineData("null", "true", true)]
    [InlineData("null", "true", false)]
    [InlineData("""[ { "name": "", "policy": "" } ]""", "[ {} ]", true)]
    public void An_inline_policy_whose_name_is_not_known_is_missing(string values, string unknown, bool isSet)
    {
        string text = $$"""
            {
              "format_version": "1.2",
              "planned_values": { "root_module": { "resources": [
                { "address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r",
                  "values": { "name": "r", "path": "/", "inline_policy": {{values.Replace("DENY", Deny, StringComparison.Ordinal)}} } } ] } },
              "resource_changes": [ { "address": "aws_iam_role.r", "change": { "actions": ["create"], "after_unknown": { "inline_policy": {{unknown}} } } } ],
              "configuration": { "root_module": { "resources": [ { "address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r",
                "expressions": { {{(isSet ? "\"inline_policy\": [ { \"name\": { \"references\": [\"var.name\"] } } ]" : "")}} } } ] } }
            }
            """;

        string? missing = Load(text).Role("arn:aws:iam::222222222222:role/r").Policies.Missing;

        if (isSet && unknown.Contains("true", StringComparison.Ordinal))
        {
            Assert.Contains("an inline policy of aws_iam_role.r in ", missing, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(missing);
        }
    }

    private static IamSnapshot Load(string text)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("plan.json", text)}");
    }
}

namespace RoleChaining.Reading;

/// <summary>The account that a provider's settings tell.</summary>
public sealed class TerraformProviderTests
{
    private const string Hub = """{ "role_arn": { "constant_value": "arn:aws:iam::222222222222:role/Hub" } }""";
    private const string Deploy = """{ "role_arn": { "constant_value": "arn:aws:iam::333333333333:role/Deploy" } }""";
    private const string Later = """{ "role_arn": { "references": ["var.role"] } }""";

    [Theory]
    [InlineData("222222222222", Hub)]
    [InlineData("333333333333", Hub, Deploy)]
    [InlineData(null, Hub, Later)]
    public void A_provider_that_assumes_several_roles_makes_what_it_makes_as_the_last_one(string? account, params string[] roles)
    {
        IamSnapshot plan = IamSnapshot.Parse(Plan(string.Join(", ", roles)), "plan.json");

        Assert.Equal(account is null ? [] : [$"arn:aws:iam::{account}:role/Reader"], plan.Roles.Select(role => role.Arn));
    }

    [Theory]
    [InlineData("""{ "constant_value": ["222222222222"] }""", "222222222222")]
    [InlineData("""{ "constant_value": ["222222222222", "333333333333"] }""", null)]
    [InlineData("""{ "constant_value": [] }""", null)]
    [InlineData("""{ "references": ["var.account"] }""", "333333333333")]
    [InlineData("""{ "references": ["var.accounts"] }""", "222222222222")]
    [InlineData("""{ "references": ["local.account"] }""", null)]
    [InlineData("""{ "references": ["var.account", "var.accounts"] }""", null)]
    public void A_provider_that_is_limited_to_one_account_makes_what_it_makes_there(string allowed, string? account)
    {
        string text = Plan("").Replace("\"assume_role\": [  ]", $"\"allowed_account_ids\": {allowed}", StringComparison.Ordinal).Replace(
            "\"configuration\"",
            """ "variables": { "account": { "value": "333333333333" }, "accounts": { "value": ["222222222222"] } }, "configuration" """,
            StringComparison.Ordinal);

        IamSnapshot plan = IamSnapshot.Parse(text, "plan.json");

        Assert.Contains("allowed_account_ids", text, StringComparison.Ordinal);
        Assert.Equal(account is null ? [] : [$"arn:aws:iam::{account}:role/Reader"], plan.Roles.Select(role => role.Arn));
        Assert.Equal(
            account is null
                ? ["plan.json: aws_iam_role.reader has no ARN yet, and its account or its name is not known; write ACCOUNT=FILE."]
                : [$"plan.json: the account of what the provider aws makes is taken from its settings: {account}."],
            plan.Notes);
    }

    private static string Plan(string assumed) => $$"""
        {
          "format_version": "1.2",
          "planned_values": { "root_module": { "resources": [
            { "address": "aws_iam_role.reader", "mode": "managed", "type": "aws_iam_role", "name": "reader", "values": { "name": "Reader", "path": "/" } }
          ] } },
          "configuration": {
            "provider_config": { "aws": { "name": "aws", "expressions": { "assume_role": [ {{assumed}} ] } } },
            "root_module": { "resources": [
              { "address": "aws_iam_role.reader", "mode": "managed", "type": "aws_iam_role", "name": "reader", "provider_config_key": "aws" }
            ] }
          }
        }
        """;
}

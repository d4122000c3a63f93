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

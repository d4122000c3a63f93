using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>
/// A template of CloudFormation or SAM. See
/// <see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html">AWS::IAM</see>.
/// </summary>
internal static class CloudFormationForm
{
    public static bool Is(JsonObject root) => root["Resources"] is JsonObject resources
        && resources.All(resource => resource.Value is JsonObject entry && (entry.ContainsKey("Type") || entry.ContainsKey("Fn::Transform")));

    public static void Read(IamSnapshotBuilder builder, JsonObject root, AccountFinder accounts)
    {
        CloudFormationStack stack = new(root, FindAccount(root, accounts));
        new CloudFormationIam(builder, stack, accounts).Add();
    }

    private static string? FindAccount(JsonObject root, AccountFinder accounts)
    {
        if (accounts.Given is { } given)
        {
            return given;
        }

        // The functions of a name may need parameters, but not the account.
        CloudFormationStack stack = new(root, null);
        return root["Resources"]!.AsObject()
            .Where(resource => stack.IsMade(resource.Value!.AsObject()) && resource.Value!["Type"]?.ToString() == "AWS::IAM::Role")
            .Select(resource => stack.FindText(resource.Value!["Properties"]?["RoleName"]))
            .OfType<string>()
            .Select(name => accounts.FindInChain(name)?.AccountId)
            .FirstOrDefault(account => account is not null);
    }
}

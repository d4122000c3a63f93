using System.Text.Json.Nodes;
using RoleChaining.Generating;

namespace RoleChaining.Reading;

/// <summary>
/// A template of CloudFormation or SAM. See
/// <see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html">AWS::IAM</see>.
/// </summary>
internal static class CloudFormationForm
{
    // Fn::ForEach has a list.
    public static bool Is(JsonObject root) => root["Resources"] is JsonObject resources
        && resources.All(resource => resource.Key.StartsWith("Fn::", StringComparison.Ordinal)
            || (resource.Value is JsonObject entry && (entry.ContainsKey("Type") || entry.ContainsKey("Fn::Transform"))));

    /// <summary>Adds what has an ARN; what is returned adds the rest.</summary>
    public static Action Read(IamSnapshotBuilder builder, JsonObject root, AccountFinder accounts)
    {
        CloudFormationStack stack = new(root, FindAccount(root, accounts), accounts.Partition);
        CloudFormationMacros.Note(root, accounts);
        CloudFormationIam iam = new(builder, stack, accounts);
        iam.AddNamed();
        return iam.AddParts;
    }

    private static string? FindAccount(JsonObject root, AccountFinder accounts)
    {
        if (accounts.Given is { } given)
        {
            return given;
        }

        if (CloudFormationWriter.FindAccount(root["Description"]?.ToString()) is { } described)
        {
            accounts.Note($"the account of what it makes is taken from its description: {described}.");
            return described;
        }

        // The functions of a name may need parameters, but not the account.
        CloudFormationStack stack = new(root, null, accounts.Partition);
        return stack.Made
            .Where(resource => resource.Value["Type"]?.ToString() == "AWS::IAM::Role")
            .Select(resource => stack.FindName(resource.Value))
            .OfType<string>()
            .Select(name => accounts.FindInChain(name)?.AccountId)
            .FirstOrDefault(account => account is not null);
    }
}

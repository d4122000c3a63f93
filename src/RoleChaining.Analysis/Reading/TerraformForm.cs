using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>
/// The JSON of a plan or a state, and the file of a state. See the
/// <see href="https://developer.hashicorp.com/terraform/internals/json-format">JSON output format</see>.
/// </summary>
internal static class TerraformForm
{
    // A state without resources has no values.
    public static bool Is(JsonObject root) =>
        (root.ContainsKey("format_version")
            && (root.ContainsKey("planned_values")
                || root.ContainsKey("values")
                || root.All(member => member.Key is "format_version" or "terraform_version")))
        || (root.ContainsKey("terraform_version") && root["resources"] is JsonArray);

    public static bool IsPlan(JsonObject root) => root.ContainsKey("planned_values");

    /// <summary>Adds what has an ARN; what is returned adds the rest.</summary>
    public static Action Read(IamSnapshotBuilder builder, JsonObject root, AccountFinder accounts)
    {
        NoteVersion(root, accounts);
        NotePart(root, accounts);
        TerraformConfiguration configuration = new(root["configuration"] as JsonObject, root["variables"] as JsonObject);
        List<TerraformResource> resources = root["resources"] is JsonArray state
            ? [.. ReadState(state)]
            : [.. ReadModule((root["planned_values"] ?? root["values"])?["root_module"] as JsonObject)];
        AddUnknown(resources, root["resource_changes"] as JsonArray);
        TerraformAccounts owners = new(configuration, accounts, ReadCallerAccounts(root, configuration));
        TerraformIam iam = new(builder, resources, configuration, owners, accounts);
        TerraformResource[] deleted = [.. ReadDeleted(root["resource_changes"] as JsonArray)];
        TerraformDeletions deletions = new(builder, owners, accounts);
        deletions.RemoveNamed(deleted);
        iam.AddNamed();
        return () =>
        {
            // A role of a plan still has the policies that the plan takes from it.
            deletions.RemoveParts(deleted);
            iam.AddParts();
        };
    }

    // A minor version adds to the format, and a major one may change it.
    private static void NoteVersion(JsonObject root, AccountFinder accounts)
    {
        if (root["format_version"]?.ToString() is { } format && !format.StartsWith("1.", StringComparison.Ordinal) && format != "1")
        {
            accounts.Note($"its format_version is {format}, and only 1 is understood: what is read of it may be wrong.");
        }

        if (root["resources"] is JsonArray && root["version"]?.ToString() is { } version && version != "4")
        {
            accounts.Note($"it is a state of version {version}, and only 4 is understood: what is read of it may be wrong.");
        }
    }

    // A plan may end with an error, and leave resources out that were not targeted or that wait for others.
    private static void NotePart(JsonObject root, AccountFinder accounts)
    {
        if (root["errored"]?.ToString() == "true" || root["complete"]?.ToString() == "false")
        {
            accounts.Note("the plan is not complete, so a part of what it makes may be missing.");
        }
    }

    private static IEnumerable<TerraformResource> ReadDeleted(JsonArray? changes)
    {
        foreach (JsonObject change in (changes ?? []).OfType<JsonObject>())
        {
            if (change["change"] is JsonObject { } detail
                && detail["actions"] is JsonArray actions && actions.Any(action => IsDeletion(change["type"]?.ToString(), action?.ToString()))
                && detail["before"] is JsonObject before)
            {
                yield return TerraformResource.ReadBefore(change, before);
            }
        }
    }

    // An update takes what is no longer in a list. What stays in it is planned, and so is added again.
    private static bool IsDeletion(string? type, string? action) => action == "delete" || (action == "update"
        && type is "aws_iam_policy_attachment" or "aws_iam_user_group_membership" or "aws_iam_group_membership");

    private static IEnumerable<TerraformResource> ReadModule(JsonObject? module)
    {
        // What is deposed goes with the next apply, and another stands in its place.
        foreach (JsonObject resource in (module?["resources"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(resource => resource["deposed_key"] is null))
        {
            yield return TerraformResource.Read(resource, module!["address"]?.ToString());
        }

        foreach (JsonObject child in (module?["child_modules"] as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (TerraformResource resource in ReadModule(child))
            {
                yield return resource;
            }
        }
    }

    private static IEnumerable<TerraformResource> ReadState(JsonArray resources)
    {
        foreach (JsonObject resource in resources.OfType<JsonObject>())
        {
            foreach (JsonObject instance in (resource["instances"] as JsonArray ?? []).OfType<JsonObject>()
                .Where(instance => instance["deposed"] is null))
            {
                yield return TerraformResource.ReadState(resource, instance);
            }
        }
    }

    private static void AddUnknown(List<TerraformResource> resources, JsonArray? changes)
    {
        Dictionary<string, JsonObject> unknown = new(StringComparer.Ordinal);
        foreach (JsonObject change in (changes ?? []).OfType<JsonObject>())
        {
            if (change["deposed"] is null && change["address"]?.ToString() is { } address
                && change["change"]?["after_unknown"] is JsonObject after)
            {
                unknown[address] = after;
            }
        }

        resources.ForEach(resource => resource.Unknown = unknown.GetValueOrDefault(resource.Address));
    }

    // data "aws_caller_identity" tells the account of its provider.
    private static Dictionary<string, string> ReadCallerAccounts(JsonObject root, TerraformConfiguration configuration)
    {
        Dictionary<string, string> accounts = new(StringComparer.Ordinal);
        IEnumerable<TerraformResource> prior = ReadModule(root["prior_state"]?["values"]?["root_module"] as JsonObject);
        foreach (TerraformResource data in prior.Where(resource => resource is { Mode: "data", Type: "aws_caller_identity" }))
        {
            if (data.Text("account_id") is { } account && configuration.FindProvider(data) is { } provider)
            {
                accounts[provider] = account;
            }
        }

        return accounts;
    }
}

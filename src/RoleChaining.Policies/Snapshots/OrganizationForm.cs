using System.Text.Json;

namespace RoleChaining.Snapshots;

/// <summary>
/// An organization in one file: the answers of AWS Organizations' API, put together as the README says.
/// </summary>
internal static class OrganizationForm
{
    public static bool Is(JsonElement root) =>
        root.TryGetProperty("Organization", out _)
        || root.TryGetProperty("Parents", out _)
        || root.TryGetProperty("Accounts", out _)
        || (root.TryGetProperty("Policy", out JsonElement policy) && HasSummary(policy))
        || (root.TryGetProperty("Policies", out JsonElement policies) && policies.ValueKind == JsonValueKind.Array
            && policies.EnumerateArray().Any(HasSummary));

    public static void Read(IamSnapshotBuilder builder, SnapshotObject root, string file)
    {
        IamOrganizationBuilder organization = builder.Organization;
        if (root.Object("Organization") is { } about)
        {
            organization.Id = about.OptionalText("Id") ?? organization.Id;
            organization.ManagementAccountId = about.OptionalText("MasterAccountId") ?? organization.ManagementAccountId;
        }

        if (root.Object("Parents") is { } parents)
        {
            foreach (JsonProperty child in parents.Element.EnumerateObject())
            {
                organization.Parents[child.Name] = ReadParent(child.Value) ?? throw parents.Wrong(child.Name, "is not the id of a parent");
            }
        }

        foreach (SnapshotObject account in root.Objects("Accounts"))
        {
            organization.AccountIds.Add(account.Text("Id"));
        }

        IEnumerable<SnapshotObject> policies = root.Objects("Policies");
        foreach (SnapshotObject policy in root.Object("Policy") is { } one ? policies.Append(one) : policies)
        {
            ReadPolicy(builder, policy, file);
        }
    }

    private static bool HasSummary(JsonElement policy) =>
        policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty("PolicySummary", out _);

    private static void ReadPolicy(IamSnapshotBuilder builder, SnapshotObject policy, string file)
    {
        IamOrganizationBuilder organization = builder.Organization;
        SnapshotObject summary = policy.Object("PolicySummary") ?? policy;
        string id = summary.Text("Id");
        IDictionary<string, IamDocument>? policies = summary.OptionalText("Type") switch
        {
            null or "SERVICE_CONTROL_POLICY" => organization.ServiceControlPolicies,
            "RESOURCE_CONTROL_POLICY" => organization.ResourceControlPolicies,
            _ => null,
        };
        if (policies is null)
        {
            builder.Notes.Add($"{file}: {id} is a {summary.OptionalText("Type")}, which is not about permissions.");
            return;
        }

        policies[id] = policy.Document("Content") ?? IamDocument.Unknown($"the content of {id} in {file}");
        List<SnapshotObject> targets = policy.Objects("Targets");
        foreach (SnapshotObject target in targets)
        {
            organization.Attach(id, target.Text("TargetId"));
        }

        if (targets.Count == 0)
        {
            builder.Notes.Add($"{file}: {id} has no Targets, so it is attached to nothing.");
        }
    }

    // The id, or the answer of list-parents.
    private static string? ReadParent(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array when value.GetArrayLength() == 1
            && value[0].ValueKind == JsonValueKind.Object
            && value[0].TryGetProperty("Id", out JsonElement id)
            && id.ValueKind == JsonValueKind.String => id.GetString(),
        _ => null,
    };
}

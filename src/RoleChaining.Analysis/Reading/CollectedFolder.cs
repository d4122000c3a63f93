using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>
/// The folder of <see href="https://github.com/cloud-copilot/iam-collect">iam-collect</see>: a folder for each user, group, role and policy
/// below <c>aws/PARTITION/accounts</c>, and one for each organization. Their names are in lower case; the true ARN is in each one's
/// metadata.
/// </summary>
internal sealed class CollectedFolder(IamSnapshotBuilder builder)
{
    private const string Metadata = "metadata.json";

    // Of two members with one name, none can be taken.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    public static bool Is(string folder) => FindPartitions(folder).Any();

    public void Read(string folder)
    {
        bool hasResources = false;
        foreach (string partition in FindPartitions(folder))
        {
            foreach (string file in Directory.EnumerateFiles(
                Path.Combine(partition, "accounts"), Metadata, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                ReadResource(Path.GetDirectoryName(file)!);
                hasResources = true;
            }

            string organizations = Path.Combine(partition, "organizations");
            foreach (string organization in Directory.Exists(organizations) ? Directory.EnumerateDirectories(organizations) : [])
            {
                ReadOrganization(organization);
            }
        }

        if (!hasResources)
        {
            builder.Notes.Add($"{folder}: no account in it has a resource, so no user or role is read of it.");
        }
    }

    private static IEnumerable<string> FindPartitions(string folder)
    {
        string aws = Path.Combine(folder, "aws");
        return Directory.Exists(aws)
            ? Directory.EnumerateDirectories(aws)
                .Where(partition => Directory.Exists(Path.Combine(partition, "accounts")))
                .Order(StringComparer.Ordinal)
            : [];
    }

    private void ReadResource(string folder)
    {
        JsonObject? metadata = ReadObject(folder, Metadata);
        if (metadata?["arn"]?.ToString() is not { } arn || !arn.Contains(":iam::", StringComparison.Ordinal))
        {
            return;
        }

        switch (arn.Split(':')[5].Split('/')[0])
        {
            case "role":
                IamIdentityBuilder role = builder.Role(arn);
                role.Trust = ReadDocument(folder, "trust-policy.json") ?? IamDocument.Unknown(Path.Combine(folder, "trust-policy.json"));
                ReadIdentity(role, folder, metadata);
                break;
            case "user":
                ReadIdentity(builder.User(arn), folder, metadata);
                break;
            case "group":
                ReadIdentity(builder.Group(arn), folder, metadata);
                break;
            case "policy":
                builder.ManagedPolicies[arn] =
                    ReadDocument(folder, "current-policy.json") ?? IamDocument.Unknown(Path.Combine(folder, "current-policy.json"));
                break;
            case "oidc-provider":
                builder.OidcProviders[arn] = new IamOidcProvider(arn, [.. Texts(metadata["audiences"])]);
                break;
        }
    }

    private static void ReadIdentity(IamIdentityBuilder identity, string folder, JsonObject metadata)
    {
        identity.Origin = folder;
        identity.BoundaryArn = metadata["permissionBoundary"]?.ToString();
        identity.Tags = ReadTags(folder);
        foreach (JsonObject inline in (Read(folder, "inline-policies.json") as JsonArray ?? []).OfType<JsonObject>())
        {
            string name = inline["PolicyName"]?.ToString() ?? "";
            identity.InlinePolicies[name] =
                ToDocument(inline["PolicyDocument"]) ?? IamDocument.Unknown($"the policy {name} in {folder}");
        }

        identity.PolicyArns.UnionWith(Texts(Read(folder, "managed-policies.json")));
        identity.GroupArns.UnionWith(Texts(Read(folder, "groups.json")));
    }

    private static Dictionary<string, string> ReadTags(string folder)
    {
        const string Name = "tags.json";
        Dictionary<string, string> tags = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, JsonNode? value) in ReadObject(folder, Name) ?? [])
        {
            if (!tags.TryAdd(key, value?.ToString() ?? ""))
            {
                throw new FormatException($"{Path.Combine(folder, Name)} has the tag {key} twice: IAM ignores the case of a tag's key.");
            }
        }

        return tags;
    }

    private void ReadOrganization(string folder)
    {
        IamOrganizationBuilder organization = builder.Organization;
        JsonObject? metadata = ReadObject(folder, Metadata);
        organization.Id = metadata?["id"]?.ToString() ?? organization.Id;
        organization.ManagementAccountId = metadata?["rootAccountId"]?.ToString() ?? organization.ManagementAccountId;
        foreach ((string unit, JsonNode? about) in ReadObject(folder, "ous.json") ?? [])
        {
            ReadPlace(unit, about as JsonObject, "parent");
        }

        foreach ((string account, JsonNode? about) in ReadObject(folder, "accounts.json") ?? [])
        {
            organization.AccountIds.Add(account);
            ReadPlace(account, about as JsonObject, "ou");
        }

        ReadPolicies(Path.Combine(folder, "scps"), organization.ServiceControlPolicies);
        ReadPolicies(Path.Combine(folder, "rcps"), organization.ResourceControlPolicies);
    }

    private void ReadPlace(string id, JsonObject? about, string parent)
    {
        if (about?[parent]?.ToString() is { } above)
        {
            builder.Organization.Parents[id] = above;
        }

        foreach (string policy in Texts(about?["scps"]).Concat(Texts(about?["rcps"])))
        {
            builder.Organization.Attach(IdOf(policy), id);
        }
    }

    private static void ReadPolicies(string folder, IDictionary<string, IamDocument> policies)
    {
        foreach (string policy in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
        {
            if (ReadObject(policy, Metadata)?["arn"]?.ToString() is { } arn)
            {
                policies[IdOf(arn)] = ReadDocument(policy, "policy.json") ?? IamDocument.Unknown(Path.Combine(policy, "policy.json"));
            }
        }
    }

    // The last part of arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-1.
    private static string IdOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    private static IamDocument? ReadDocument(string folder, string name) => ToDocument(Read(folder, name));

    private static IamDocument? ToDocument(JsonNode? node) => node switch
    {
        JsonObject policy => new IamDocument(policy.ToJsonString()),
        JsonValue text => new IamDocument(text.ToString()),
        _ => null,
    };

    private static IEnumerable<string> Texts(JsonNode? node) =>
        (node as JsonArray ?? []).OfType<JsonValue>().Select(text => text.ToString());

    private static JsonObject? ReadObject(string folder, string name) => Read(folder, name) as JsonObject;

    private static JsonNode? Read(string folder, string name)
    {
        string file = Path.Combine(folder, name);
        try
        {
            return File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file), documentOptions: Options) : null;
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} is not one valid JSON document: {e.Message}", e);
        }
    }
}

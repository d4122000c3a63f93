using System.Globalization;
using System.Text.Json;

namespace RoleChaining.Snapshots;

/// <summary>The file of the local STS. Access keys in it are not read.</summary>
internal static class LocalFileForm
{
    public static bool Is(JsonElement root) =>
        root.TryGetProperty("roles", out _) || root.TryGetProperty("users", out _) || root.TryGetProperty("oidcProviders", out _);

    public static void Read(IamSnapshotBuilder builder, SnapshotObject root, string file)
    {
        foreach (SnapshotObject user in root.Objects("users"))
        {
            string arn = $"arn:{Partition(user)}:iam::{user.Text("account")}:user/{user.Text("name")}";
            IamIdentityBuilder identity = builder.User(arn);
            ReadPolicies(builder, identity, user, file);
            if (!user.Has("policies"))
            {
                identity.PolicyArns.Add($"arn:{Partition(user)}:iam::aws:policy/AdministratorAccess");
            }
        }

        foreach (SnapshotObject role in root.Objects("roles"))
        {
            IamIdentityBuilder identity = builder.Role(role.Arn("arn"));
            identity.Trust = role.Document("trust") ?? throw role.Wrong("trust", "is missing");
            identity.MaxSessionDuration = ReadDuration(role) ?? TimeSpan.FromHours(1);
            ReadPolicies(builder, identity, role, file);
        }

        foreach (SnapshotObject provider in root.Objects("oidcProviders"))
        {
            string issuer = provider.Text("issuer");
            string name = issuer.Replace("https://", "", StringComparison.Ordinal);
            string arn = $"arn:{Partition(provider)}:iam::{provider.Text("account")}:oidc-provider/{name}";
            builder.OidcProviders[arn] = new IamOidcProvider(arn, provider.Texts("audiences"));
        }

        if (root.Object("organization") is { } organization)
        {
            OrganizationForm.Read(builder, organization, file);
        }
    }

    private static string Partition(SnapshotObject entry) => entry.OptionalText("partition") ?? "aws";

    private static void ReadPolicies(IamSnapshotBuilder builder, IamIdentityBuilder identity, SnapshotObject entry, string file)
    {
        identity.Origin = file;
        identity.InlinePolicies.Clear();
        foreach (IamDocument policy in entry.Documents("policies"))
        {
            identity.InlinePolicies[string.Create(CultureInfo.InvariantCulture, $"{identity.InlinePolicies.Count + 1}")] = policy;
        }

        identity.Tags = ReadTags(entry);
        if (entry.Document("boundary") is { } boundary)
        {
            identity.BoundaryArn = $"the boundary of {identity.Arn}";
            builder.ManagedPolicies[identity.BoundaryArn] = boundary;
        }
    }

    private static Dictionary<string, string> ReadTags(SnapshotObject entry)
    {
        Dictionary<string, string> tags = new(StringComparer.OrdinalIgnoreCase);
        if (entry.Object("tags") is { } written)
        {
            foreach (JsonProperty tag in written.Element.EnumerateObject())
            {
                if (!tags.TryAdd(tag.Name, tag.Value.ToString()))
                {
                    throw entry.Wrong("tags", $"has \"{tag.Name}\" twice; keys of tags ignore case");
                }
            }
        }

        return tags;
    }

    private static TimeSpan? ReadDuration(SnapshotObject role) => role.OptionalText("maxSessionDuration") switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) => TimeSpan.FromSeconds(seconds),
        var text when TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan time) => time,
        _ => throw role.Wrong("maxSessionDuration", "is not a number of seconds, or hh:mm:ss"),
    };
}

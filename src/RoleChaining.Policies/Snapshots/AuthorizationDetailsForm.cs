using System.Globalization;
using System.Text.Json;

namespace RoleChaining.Snapshots;

/// <summary>
/// The answers of
/// <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html">get-account-authorization-details</see>,
/// and those of get-role and list-roles, which alone have a role's longest session.
/// </summary>
internal static class AuthorizationDetailsForm
{
    private static readonly string[] Lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Roles", "Role"];

    public static bool Is(JsonElement root) => Array.Exists(Lists, name => root.TryGetProperty(name, out _))
        || (root.TryGetProperty("Policies", out JsonElement policies)
            && policies is { ValueKind: JsonValueKind.Array }
            && policies.GetArrayLength() > 0
            && policies.EnumerateArray().All(HasVersions));

    public static void Read(IamSnapshotBuilder builder, SnapshotObject root, string file)
    {
        foreach (SnapshotObject user in root.Objects("UserDetailList"))
        {
            IamIdentityBuilder identity = builder.User(user.Arn("Arn"));
            ReadIdentity(identity, user, "UserPolicyList", file);
            foreach (string group in user.Texts("GroupList"))
            {
                identity.GroupArns.Add(FindGroup(root, identity.Arn, group));
            }
        }

        foreach (SnapshotObject group in root.Objects("GroupDetailList"))
        {
            ReadIdentity(builder.Group(group.Arn("Arn")), group, "GroupPolicyList", file);
        }

        foreach (SnapshotObject role in root.Objects("RoleDetailList"))
        {
            ReadIdentity(ReadRole(builder, role), role, "RolePolicyList", file);
        }

        foreach (SnapshotObject role in root.Object("Role") is { } one ? root.Objects("Roles").Append(one) : root.Objects("Roles"))
        {
            IamIdentityBuilder identity = ReadRole(builder, role);
            identity.ListedIn = file;
            identity.BoundaryArn = FindBoundary(role) ?? identity.BoundaryArn;
            identity.Tags = role.Tags("Tags") ?? identity.Tags;
        }

        foreach (SnapshotObject policy in root.Objects("Policies"))
        {
            SnapshotObject[] versions = [.. policy.Objects("PolicyVersionList").Where(IsDefault)];
            builder.ManagedPolicies[policy.Arn("Arn")] = versions is [var version, ..] && version.Document("Document") is { } document
                ? document
                : IamDocument.Unknown($"the default version of {policy.Arn("Arn")} in {file}");
        }
    }

    private static bool HasVersions(JsonElement policy) =>
        policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty("PolicyVersionList", out _);

    private static IamIdentityBuilder ReadRole(IamSnapshotBuilder builder, SnapshotObject role)
    {
        IamIdentityBuilder identity = builder.Role(role.Arn("Arn"));
        identity.Trust = role.Document("AssumeRolePolicyDocument") ?? identity.Trust;
        identity.MaxSessionDuration = ReadDuration(role) ?? identity.MaxSessionDuration;
        return identity;
    }

    private static string? FindBoundary(SnapshotObject entry) =>
        entry.Object("PermissionsBoundary")?.Text("PermissionsBoundaryArn");

    private static void ReadIdentity(IamIdentityBuilder identity, SnapshotObject entry, string inline, string file)
    {
        identity.Origin = file;
        foreach (SnapshotObject policy in entry.Objects(inline))
        {
            string name = policy.Text("PolicyName");
            identity.InlinePolicies[name] = policy.Document("PolicyDocument") ?? throw policy.Wrong("PolicyDocument", "is missing");
        }

        foreach (SnapshotObject attached in entry.Objects("AttachedManagedPolicies"))
        {
            identity.PolicyArns.Add(attached.Text("PolicyArn"));
        }

        identity.BoundaryArn = FindBoundary(entry) ?? identity.BoundaryArn;

        // The lists leave out the tags of what has none.
        identity.Tags = entry.Tags("Tags") ?? identity.Tags ?? new Dictionary<string, string>();
    }

    // A user's groups are names. Their paths are in the list of groups.
    private static string FindGroup(SnapshotObject root, string userArn, string name)
    {
        foreach (SnapshotObject group in root.Objects("GroupDetailList"))
        {
            if (group.OptionalText("GroupName") == name)
            {
                return group.Arn("Arn");
            }
        }

        return $"{userArn[..(userArn.LastIndexOf(':') + 1)]}group/{name}";
    }

    private static bool IsDefault(SnapshotObject version) =>
        version.Element.TryGetProperty("IsDefaultVersion", out JsonElement isDefault) && isDefault.ValueKind == JsonValueKind.True;

    private static TimeSpan? ReadDuration(SnapshotObject role) =>
        int.TryParse(role.OptionalText("MaxSessionDuration"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}

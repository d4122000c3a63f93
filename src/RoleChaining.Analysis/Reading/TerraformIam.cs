using System.Globalization;
using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>Adds the IAM resources of a plan or a state to a snapshot.</summary>
internal sealed class TerraformIam(
    IamSnapshotBuilder builder,
    IReadOnlyList<TerraformResource> resources,
    TerraformConfiguration configuration,
    TerraformAccounts owners,
    AccountFinder accounts)
{
    // They say nothing of who may do what.
    private static readonly HashSet<string> Ignored =
    [
        "aws_iam_instance_profile", "aws_iam_access_key", "aws_iam_account_alias", "aws_iam_account_password_policy",
        "aws_iam_server_certificate", "aws_iam_user_login_profile", "aws_iam_user_ssh_key", "aws_iam_virtual_mfa_device",
        "aws_iam_signing_certificate", "aws_iam_saml_provider", "aws_iam_service_specific_credential",
    ];

    private readonly Dictionary<string, string> _arns = new(StringComparer.Ordinal);

    public void Remove(string? type, JsonObject before)
    {
        string? arn = before["arn"]?.ToString();
        switch (type)
        {
            case "aws_iam_role" or "aws_iam_user" or "aws_iam_group" or "aws_iam_policy" when arn is not null:
                builder.Remove(arn);
                break;
            case "aws_iam_role_policy" or "aws_iam_role_policy_attachment" when before["role"]?.ToString() is { } role:
                foreach (IamIdentityBuilder identity in builder.Roles.Where(known => known.Arn.EndsWith($"/{role}", StringComparison.Ordinal)))
                {
                    identity.InlinePolicies.Remove(before["name"]?.ToString() ?? "");
                    identity.PolicyArns.Remove(before["policy_arn"]?.ToString() ?? "");
                }

                break;
        }
    }

    public void Add()
    {
        TerraformResource[] managed = [.. resources.Where(resource => resource.Mode == "managed")];
        foreach (TerraformResource resource in managed.Where(resource => Kind(resource.Type) is not null))
        {
            if (FindArn(resource, Kind(resource.Type)!) is { } arn)
            {
                _arns[resource.Address] = arn;
                AddNamed(resource, arn);
            }
            else
            {
                accounts.Note($"{resource} has no ARN yet, and its account or its name is not known; write ACCOUNT=FILE.");
            }
        }

        foreach (TerraformResource resource in managed)
        {
            AddPart(resource);
        }
    }

    private static string? Kind(string type) => type switch
    {
        "aws_iam_role" => "role",
        "aws_iam_user" => "user",
        "aws_iam_group" => "group",
        "aws_iam_policy" => "policy",
        _ => null,
    };

    private string? FindArn(TerraformResource resource, string kind)
    {
        if (resource.Text("arn") is { } arn)
        {
            return arn;
        }

        if (resource.Text("name") is not { } name)
        {
            return null;
        }

        if (owners.Find(resource) is { } account)
        {
            return $"arn:aws:iam::{account}:{kind}{resource.Text("path") ?? "/"}{name}";
        }

        return kind == "role" ? accounts.FindInChain(name)?.ToString() : null;
    }

    private void AddNamed(TerraformResource resource, string arn)
    {
        string origin = $"{resource} in {accounts.File}";
        switch (resource.Type)
        {
            case "aws_iam_policy":
                builder.ManagedPolicies[arn] = Document(resource, "policy");
                return;
            case "aws_iam_group":
                builder.Group(arn).Origin = origin;
                return;
        }

        IamIdentityBuilder identity = resource.Type == "aws_iam_role" ? builder.Role(arn) : builder.User(arn);
        identity.Origin = origin;
        identity.Tags = resource.IsUnknown("tags_all")
            ? null
            : resource.Map("tags_all") ?? resource.Map("tags") ?? new Dictionary<string, string>();
        identity.BoundaryArn = FindPolicy(resource, "permissions_boundary");
        if (resource.Type != "aws_iam_role")
        {
            return;
        }

        identity.Trust = Document(resource, "assume_role_policy");
        identity.MaxSessionDuration =
            int.TryParse(resource.Text("max_session_duration"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
                ? TimeSpan.FromSeconds(seconds)
                : identity.MaxSessionDuration;
        identity.PolicyArns.UnionWith(resource.Texts("managed_policy_arns"));
        foreach (JsonObject inline in resource.Objects("inline_policy"))
        {
            if (inline["name"]?.ToString() is { Length: > 0 } name)
            {
                identity.InlinePolicies[name] = inline["policy"]?.ToString() is { } text ? new(text) : Later($"the inline policy {name} of {resource}");
            }
        }
    }

    private void AddPart(TerraformResource resource)
    {
        switch (resource.Type)
        {
            case "aws_iam_role_policy" or "aws_iam_user_policy" or "aws_iam_group_policy":
                string owner = resource.Type["aws_iam_".Length..^"_policy".Length];
                if (FindIdentity(resource, owner) is { } holder)
                {
                    holder.InlinePolicies[resource.Text("name") ?? resource.Address] = Document(resource, "policy");
                }

                break;
            case "aws_iam_role_policy_attachment" or "aws_iam_user_policy_attachment" or "aws_iam_group_policy_attachment":
                Attach(FindIdentity(resource, resource.Type["aws_iam_".Length..^"_policy_attachment".Length]), resource);
                break;
            case "aws_iam_policy_attachment":
                foreach (string kind in (string[])["role", "user", "group"])
                {
                    foreach (string name in resource.Texts($"{kind}s"))
                    {
                        Attach(FindByName(resource, kind, name), resource);
                    }
                }

                break;
            case "aws_iam_user_group_membership":
                foreach (string group in resource.Texts("groups"))
                {
                    Join(FindIdentity(resource, "user"), FindByName(resource, "group", group));
                }

                break;
            case "aws_iam_group_membership":
                foreach (string user in resource.Texts("users"))
                {
                    Join(FindByName(resource, "user", user), FindIdentity(resource, "group"));
                }

                break;
            case "aws_iam_openid_connect_provider":
                if (FindProviderArn(resource) is { } provider)
                {
                    builder.OidcProviders[provider] = new IamOidcProvider(provider, resource.Texts("client_id_list"));
                }

                break;
            case var type when type.StartsWith("aws_organizations_", StringComparison.Ordinal):
                TerraformOrganization.Add(builder.Organization, resource);
                break;
            case var type when type.StartsWith("aws_iam_", StringComparison.Ordinal) && Kind(type) is null && !Ignored.Contains(type):
                accounts.Note($"{resource} is of a type that is not read.");
                break;
        }
    }

    private string? FindProviderArn(TerraformResource resource) => resource.Text("arn")
        ?? (resource.Text("url") is { } url && owners.Find(resource) is { } account
            ? $"arn:aws:iam::{account}:oidc-provider/{url.Replace("https://", "", StringComparison.Ordinal)}"
            : null);

    private void Attach(IamIdentityBuilder? identity, TerraformResource resource)
    {
        if (identity is null)
        {
            return;
        }

        if (FindPolicy(resource, "policy_arn") is { } arn)
        {
            identity.PolicyArns.Add(arn);
        }
    }

    private static void Join(IamIdentityBuilder? user, IamIdentityBuilder? group)
    {
        if (user is not null && group is not null)
        {
            user.GroupArns.Add(group.Arn);
        }
    }

    /// <summary>The ARN of a policy, which may be made by the same plan; null where none is set.</summary>
    private string? FindPolicy(TerraformResource resource, string attribute)
    {
        if (resource.Text(attribute) is { Length: > 0 } arn)
        {
            return arn;
        }

        if (!resource.IsUnknown(attribute))
        {
            return null;
        }

        return FindReferred(resource, attribute) is { } referred && _arns.TryGetValue(referred.Address, out string? made)
            ? made
            : $"{attribute} of {resource} in {accounts.File}, known only after the plan is applied";
    }

    private IamIdentityBuilder? FindIdentity(TerraformResource resource, string kind)
    {
        if (FindReferred(resource, kind) is { } referred && _arns.TryGetValue(referred.Address, out string? arn))
        {
            return Identity(kind, arn);
        }

        if (resource.Text(kind) is { } name)
        {
            return FindByName(resource, kind, name);
        }

        accounts.Note($"{resource} belongs to a {kind} that is known only after the plan is applied.");
        return null;
    }

    // The name without the path. A path is in the ARN alone, so what is known goes first.
    private IamIdentityBuilder? FindByName(TerraformResource resource, string kind, string name)
    {
        string? account = owners.Find(resource);
        string[] known = [.. Known(kind)
            .Select(identity => identity.Arn)
            .Where(arn => arn.EndsWith($"/{name}", StringComparison.Ordinal) && (account is null || arn.Contains($"::{account}:", StringComparison.Ordinal)))];
        string? found = known is [var only] ? only
            : account is not null ? $"arn:aws:iam::{account}:{kind}/{name}"
            : kind == "role" ? accounts.FindInChain(name)?.ToString() : null;
        if (found is null)
        {
            accounts.Note($"the account of {resource} is not known; write ACCOUNT=FILE.");
            return null;
        }

        return Identity(kind, found);
    }

    private IReadOnlyCollection<IamIdentityBuilder> Known(string kind) => kind switch
    {
        "role" => builder.Roles,
        "user" => builder.Users,
        _ => builder.Groups,
    };

    private IamIdentityBuilder Identity(string kind, string arn) => kind switch
    {
        "role" => builder.Role(arn),
        "user" => builder.User(arn),
        _ => builder.Group(arn),
    };

    /// <summary>The resource of the same module that an attribute refers to: of several instances, the one with the same key.</summary>
    private TerraformResource? FindReferred(TerraformResource resource, string attribute)
    {
        foreach (string reference in configuration.FindReferences(resource, attribute))
        {
            string address = resource.Module is null ? reference : $"{resource.Module}.{reference}";
            TerraformResource[] candidates = [.. resources.Where(candidate => candidate.Mode == "managed"
                && candidate.Module == resource.Module
                && (candidate.Address == address || $"{candidate.Type}.{candidate.Name}" == reference))];
            TerraformResource? found = candidates is [var only]
                ? only
                : Array.Find(candidates, candidate => candidate.Index is not null && candidate.Index == resource.Index);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private IamDocument Document(TerraformResource resource, string attribute) => resource.Text(attribute) is { } text
        ? new IamDocument(text)
        : Later($"{attribute} of {resource}");

    private IamDocument Later(string what) => IamDocument.Unknown($"{what} in {accounts.File}, known only after the plan is applied,");
}

using System.Globalization;

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

    private readonly TerraformReferences _references = new(resources, configuration);
    private readonly Dictionary<string, string> _arns = new(StringComparer.Ordinal);

    private IEnumerable<TerraformResource> Managed => resources.Where(resource => resource.Mode == "managed");

    public void AddNamed()
    {
        foreach (TerraformResource resource in Managed.Where(resource => Kind(resource.Type) is not null))
        {
            if (FindArn(resource, Kind(resource.Type)!) is { } arn)
            {
                _arns[resource.Address] = arn;
            }
            else
            {
                accounts.Note($"{resource} has no ARN yet, and its account or its name is not known; write ACCOUNT=FILE.");
            }
        }

        // A boundary may be a policy that stands after the role.
        foreach (TerraformResource resource in Managed.Where(resource => _arns.ContainsKey(resource.Address)))
        {
            AddNamed(resource, _arns[resource.Address]);
        }
    }

    public void AddParts()
    {
        foreach (TerraformResource resource in Managed)
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

        if (resource.Text("name") is not { } name || resource.IsUnknown("path"))
        {
            return null;
        }

        if (owners.Find(resource) is { } account)
        {
            return $"arn:{accounts.Partition}:iam::{account}:{kind}{resource.Text("path") ?? "/"}{name}";
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
        identity.PolicyArns.UnionWith(FindManaged(identity, resource));
        new TerraformInlinePolicies(configuration, accounts).Add(identity, resource);
    }

    // Where the configuration does not set them, a new role has none, though the provider says that they are not known.
    private IEnumerable<string> FindManaged(IamIdentityBuilder identity, TerraformResource resource)
    {
        const string attribute = "managed_policy_arns";
        if (!resource.IsUnknown(attribute) || !configuration.Sets(resource, attribute))
        {
            return resource.Texts(attribute);
        }

        identity.Missing.Add(Unknown($"{attribute} of {resource}"));
        return _references.Find(resource, attribute, out _).Select(policy => _arns.GetValueOrDefault(policy.Address)).OfType<string>();
    }

    private void AddPart(TerraformResource resource)
    {
        switch (resource.Type)
        {
            case "aws_iam_role_policy" or "aws_iam_user_policy" or "aws_iam_group_policy":
                foreach (IamIdentityBuilder holder in FindIdentities(resource, Owner(resource, "_policy"), attribute: null))
                {
                    holder.InlinePolicies[resource.Text("name") ?? resource.Address] = Document(resource, "policy");
                }

                break;
            case "aws_iam_role_policy_attachment" or "aws_iam_user_policy_attachment" or "aws_iam_group_policy_attachment":
                Attach(FindIdentities(resource, Owner(resource, "_policy_attachment"), attribute: null), resource);
                break;
            case "aws_iam_policy_attachment":
                foreach (string kind in (string[])["role", "user", "group"])
                {
                    Attach(FindIdentities(resource, kind, $"{kind}s"), resource);
                }

                break;
            case "aws_iam_user_group_membership":
                Join(resource, users: null, "groups");
                break;
            case "aws_iam_group_membership":
                Join(resource, "users", groups: null);
                break;
            case "aws_iam_openid_connect_provider":
                if (FindProviderArn(resource) is { } provider)
                {
                    builder.OidcProviders[provider] = new IamOidcProvider(provider, resource.Texts("client_id_list"));
                }

                break;
            case var type when type.StartsWith("aws_organizations_", StringComparison.Ordinal):
                new TerraformOrganization(builder.Organization, _references, accounts).Add(resource);
                break;
            case var type when type.StartsWith("aws_iam_", StringComparison.Ordinal) && Kind(type) is null && !Ignored.Contains(type):
                accounts.Note($"{resource} is of a type that is not read.");
                break;
        }
    }

    private string? FindProviderArn(TerraformResource resource) => resource.Text("arn")
        ?? (resource.Text("url") is { } url && owners.Find(resource) is { } account
            ? $"arn:{accounts.Partition}:iam::{account}:oidc-provider/{url.Replace("https://", "", StringComparison.Ordinal)}"
            : null);

    private static string Owner(TerraformResource resource, string suffix) => resource.Type["aws_iam_".Length..^suffix.Length];

    private void Attach(IReadOnlyList<IamIdentityBuilder> identities, TerraformResource resource)
    {
        // An attachment has a policy. One that is not set was taken out of the file.
        string arn = FindPolicy(resource, "policy_arn") ?? $"policy_arn of {resource} in {accounts.File} (not set)";
        foreach (IamIdentityBuilder identity in identities)
        {
            identity.PolicyArns.Add(arn);
        }
    }

    private void Join(TerraformResource resource, string? users, string? groups)
    {
        List<IamIdentityBuilder> found = FindIdentities(resource, "group", groups, out bool areAll);
        foreach (IamIdentityBuilder user in FindIdentities(resource, "user", users))
        {
            user.GroupArns.UnionWith(found.Select(group => group.Arn));
            if (!areAll)
            {
                user.Missing.Add(Unknown($"a group of {resource}")); // what it denies
            }
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

        return _references.FindOne(resource, attribute) is { } referred && _arns.TryGetValue(referred.Address, out string? made)
            ? made
            : Unknown($"{attribute} of {resource}");
    }

    /// <summary>The users, groups or roles that an attribute names, or one of them where the attribute is not a list.</summary>
    private List<IamIdentityBuilder> FindIdentities(TerraformResource resource, string kind, string? attribute) =>
        FindIdentities(resource, kind, attribute, out _);

    private List<IamIdentityBuilder> FindIdentities(TerraformResource resource, string kind, string? attribute, out bool areAll)
    {
        List<IamIdentityBuilder> found = [];
        IReadOnlyList<TerraformResource> referred = _references.Find(resource, attribute ?? kind, out bool isComplete);
        isComplete &= referred.All(candidate => Kind(candidate.Type) == kind); // others may have any name
        string[] names = attribute is not null ? [.. resource.Texts(attribute)] : resource.Text(kind) is { } only ? [only] : [];
        foreach (string name in names)
        {
            // A reference tells roles of one name in two accounts apart.
            TerraformResource? owner = referred.FirstOrDefault(
                candidate => candidate.Text("name") == name && _arns.ContainsKey(candidate.Address));
            if ((owner is null ? FindByName(resource, kind, name) : builder.Identity(kind, _arns[owner.Address])) is { } identity)
            {
                found.Add(identity);
            }
        }

        areAll = found.Count == names.Length;
        if (!resource.IsUnknown(attribute ?? kind))
        {
            return found;
        }

        IamIdentityBuilder[] made = [.. referred
            .Where(candidate => Kind(candidate.Type) == kind && _arns.ContainsKey(candidate.Address))
            .Select(candidate => builder.Identity(kind, _arns[candidate.Address]))];
        areAll &= isComplete && made.Length == referred.Count;
        if (!isComplete || (attribute is null && (referred.Count != 1 || made.Length != 1)))
        {
            areAll = false;
            AddDoubt(resource, kind, referred);
            made = attribute is null ? [] : made;
        }

        return [.. found.Union(made)];
    }

    // It may belong to each of those that the plan makes.
    private void AddDoubt(TerraformResource resource, string kind, IReadOnlyList<TerraformResource> referred)
    {
        accounts.Note($"{resource} belongs to a {kind} that is known only after the plan is applied.");
        if (referred.Count > 0 && referred.All(candidate => Kind(candidate.Type) == kind && !_arns.ContainsKey(candidate.Address)))
        {
            return; // to those that are not in the snapshot
        }

        foreach (TerraformResource candidate in Managed.Where(candidate => Kind(candidate.Type) == kind && candidate.Text("arn") is null))
        {
            if (_arns.TryGetValue(candidate.Address, out string? arn))
            {
                builder.Identity(kind, arn).Missing.Add(Unknown($"the {kind} of {resource}"));
            }
        }
    }

    // The name without the path. A path is in the ARN alone, so what is known goes first.
    private IamIdentityBuilder? FindByName(TerraformResource resource, string kind, string name)
    {
        string? account = owners.Find(resource);
        string[] known = [.. builder.Known(kind)
            .Select(identity => identity.Arn)
            .Where(arn => arn.EndsWith($"/{name}", StringComparison.Ordinal)
                && (account is null || arn.Contains($"::{account}:", StringComparison.Ordinal)))];
        string? found = known is [var only] ? only
            : FindDependency(resource, name) is { } dependency ? dependency
            : account is not null ? $"arn:{accounts.Partition}:iam::{account}:{kind}/{name}"
            : kind == "role" ? accounts.FindInChain(name)?.ToString() : null;
        if (found is null)
        {
            accounts.Note($"the account of {resource} is not known; write ACCOUNT=FILE.");
            foreach (string arn in known)
            {
                builder.Identity(kind, arn).Missing.Add($"the account of {resource} in {accounts.File}");
            }

            return null;
        }

        if (!builder.Known(kind).Any(identity => identity.Arn == found))
        {
            builder.Identity(kind, found).Missing.Add($"what other policies {found} has (in no file)");
        }

        return builder.Identity(kind, found);
    }

    // A state has no configuration, but it has what a resource was made from.
    private string? FindDependency(TerraformResource resource, string name)
    {
        string[] arns = [.. Managed
            .Where(candidate => candidate.Text("name") == name && _arns.ContainsKey(candidate.Address)
                && resource.DependsOn.Contains(WithoutKeys(candidate)))
            .Select(candidate => _arns[candidate.Address])];
        return arns is [var only] ? only : null;
    }

    private static string WithoutKeys(TerraformResource resource) =>
        string.Concat(TerraformModule.Split(resource.Module).Select(module => $"module.{module.Name}."))
        + $"{resource.Type}.{resource.Name}";

    private IamDocument Document(TerraformResource resource, string attribute) => resource.Text(attribute) is { } text
        ? new IamDocument(text)
        : Later($"{attribute} of {resource}");

    private IamDocument Later(string what) => IamDocument.Unknown(Unknown(what));

    private string Unknown(string what) => $"{what} in {accounts.File} (known only after the plan is applied)";
}

using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>Reads users, roles and providers from JSON. Nothing is added unless all of it can be read.</summary>
internal static class ConfigurationFile
{
    private const string DefaultPartition = "aws";

    /// <summary>How strictly a document is read.</summary>
    public static readonly JsonDocumentOptions JsonOptions = new()
    {
        MaxDepth = 32,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    public static void Load(LocalSts sts, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, JsonOptions);
            List<Action> additions = [];
            List<Action> bindings = [];
            ConfigurationObject root = new(document.RootElement, string.Empty);
            additions.AddRange(root.Objects("policies").Select(policy => ReadPolicy(sts, policy)));
            additions.AddRange(root.Objects("rootUsers").Select(user => ReadRootUser(sts, user)));
            additions.AddRange(root.Objects("users").Select(user => ReadUser(sts, user)));
            foreach (ConfigurationObject role in root.Objects("roles"))
            {
                (Action add, Action bind) = ReadRole(sts, role);
                additions.Add(add);
                bindings.Add(bind);
            }

            additions.AddRange(root.Objects("oidcProviders").Select(provider => ReadProvider(sts, provider)));
            Action? setClock = root.OptionalObject("clock") is { } clock ? ClockSettings.Read(sts, clock) : null;
            IamSnapshot? organization = root.OptionalJson("organization") is { } json ? ReadOrganization(json) : null;
            root.RefuseUnknown();
            foreach (Action action in additions.Concat(bindings))
            {
                action();
            }

            if (organization is not null)
            {
                sts.Load(organization);
            }

            // Last: a delay of propagation is for what changes later, not for what the file has.
            setClock?.Invoke();
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The configuration is not valid JSON: {exception.Message}", exception);
        }
    }

    private static IamSnapshot ReadOrganization(string json)
    {
        IamSnapshotBuilder builder = new();
        return builder.TryAddJson(json, "the configuration's organization")
            ? builder.Build()
            : throw new FormatException("The configuration's organization has none of Organization, Parents and Policies.");
    }

    private static Action ReadPolicy(LocalSts sts, ConfigurationObject policy)
    {
        string arn = policy.Text("arn");
        string document = policy.Json("policy");
        policy.RefuseUnknown();
        return policy.Naming(() => sts.AddPolicy(arn, document));
    }

    private static Action ReadRootUser(LocalSts sts, ConfigurationObject user)
    {
        string account = user.Text("account");
        string partition = user.OptionalText("partition") ?? DefaultPartition;
        string? accessKeyId = user.OptionalText("accessKeyId");
        string? secretAccessKey = user.OptionalText("secretAccessKey");
        user.RefuseUnknown();
        return user.Naming(() => sts.AddRootUser(account, partition, accessKeyId, secretAccessKey));
    }

    private static Action ReadUser(LocalSts sts, ConfigurationObject user)
    {
        string account = user.Text("account");
        string name = user.Text("name");
        string? accessKeyId = user.OptionalText("accessKeyId");
        string? secretAccessKey = user.OptionalText("secretAccessKey");
        string partition = user.OptionalText("partition") ?? DefaultPartition;
        IReadOnlyList<string>? policies = user.Policies("policies");
        IReadOnlyList<string>? managed = user.OptionalTexts("managedPolicies");
        IReadOnlyDictionary<string, string>? tags = user.Dictionary("tags");
        string? boundary = user.OptionalJson("boundary");
        user.RefuseUnknown();
        return user.Naming(() =>
        {
            IamPolicy[] attached = sts.Engine.Directory.FindPolicies(managed ?? []);
            LocalUser added = sts.AddUser(
                account, name, accessKeyId, secretAccessKey, policies ?? (managed is null ? null : []), partition, tags);
            added.AttachPolicies(attached);
            added.PermissionsBoundary = boundary;
        });
    }

    /// <summary>Adds the role, and looks for the principals of its trust policy once all that the file has are there.</summary>
    private static (Action Add, Action Bind) ReadRole(LocalSts sts, ConfigurationObject role)
    {
        string arn = role.Text("arn");
        string trust = role.Json("trust");
        IReadOnlyList<string> policies = role.Policies("policies") ?? [];
        IReadOnlyList<string> managed = role.OptionalTexts("managedPolicies") ?? [];
        TimeSpan? maxSessionDuration = role.Duration("maxSessionDuration");
        IReadOnlyDictionary<string, string>? tags = role.Dictionary("tags");
        string? boundary = role.OptionalJson("boundary");
        role.RefuseUnknown();
        LocalRole? added = null;
        return (role.Naming(Add), role.Naming(() => added!.RewriteTrust(sts.Engine.Directory.BindTrust)));

        void Add()
        {
            PolicySet own = PolicySet.Parse(policies, nameof(policies));
            added = sts.AddRole(
                arn,
                LocalRole.ParseTrust(trust, nameof(trust)),
                PolicySet.Create([.. own.Documents, .. sts.Engine.Directory.FindPolicies(managed)]),
                maxSessionDuration,
                IdentityRules.CheckTags(tags, nameof(tags)));
            added.PermissionsBoundary = boundary;
        }
    }

    private static Action ReadProvider(LocalSts sts, ConfigurationObject provider)
    {
        string account = provider.Text("account");
        string issuer = provider.Text("issuer");
        IReadOnlyList<string>? audiences = provider.OptionalTexts("audiences");
        string partition = provider.OptionalText("partition") ?? DefaultPartition;
        provider.RefuseUnknown();
        return provider.Naming(() => sts.AddOidcProvider(account, issuer, audiences, partition));
    }
}

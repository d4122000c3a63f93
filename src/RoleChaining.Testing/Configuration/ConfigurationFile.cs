using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>Reads users, roles and providers from JSON. Nothing is added unless all of it can be read.</summary>
internal static class ConfigurationFile
{
    private static readonly JsonDocumentOptions JsonOptions = new()
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
            foreach (ConfigurationObject user in root.Objects("users"))
                additions.Add(ReadUser(sts, user));
            foreach (ConfigurationObject role in root.Objects("roles"))
            {
                (Action add, Action bind) = ReadRole(sts, role);
                additions.Add(add);
                bindings.Add(bind);
            }

            foreach (ConfigurationObject provider in root.Objects("oidcProviders"))
                additions.Add(ReadProvider(sts, provider));
            IamSnapshot? organization = root.OptionalJson("organization") is { } json ? ReadOrganization(json) : null;
            root.RefuseUnknown();
            foreach (Action action in additions.Concat(bindings))
                action();
            if (organization is not null)
                sts.Load(organization);
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

    private static Action ReadUser(LocalSts sts, ConfigurationObject user)
    {
        string account = user.Text("account");
        string name = user.Text("name");
        string? accessKeyId = user.OptionalText("accessKeyId");
        string? secretAccessKey = user.OptionalText("secretAccessKey");
        IReadOnlyList<string>? policies = user.Policies("policies");
        IReadOnlyDictionary<string, string>? tags = user.Dictionary("tags");
        string? boundary = user.OptionalJson("boundary");
        user.RefuseUnknown();
        return user.Naming(
            () => sts.AddUser(account, name, accessKeyId, secretAccessKey, policies, tags: tags).PermissionsBoundary = boundary);
    }

    /// <summary>Adds the role, and looks for the principals of its trust policy once all that the file has are there.</summary>
    private static (Action Add, Action Bind) ReadRole(LocalSts sts, ConfigurationObject role)
    {
        string arn = role.Text("arn");
        string trust = role.Json("trust");
        IReadOnlyList<string> policies = role.Policies("policies") ?? [];
        TimeSpan? maxSessionDuration = role.Duration("maxSessionDuration");
        IReadOnlyDictionary<string, string>? tags = role.Dictionary("tags");
        string? boundary = role.OptionalJson("boundary");
        role.RefuseUnknown();
        LocalRole? added = null;
        return (role.Naming(Add), role.Naming(() => added!.RewriteTrust(sts.Engine.Directory.BindTrust)));

        void Add()
        {
            added = sts.AddRole(
                arn,
                LocalRole.ParseTrust(trust, nameof(trust)),
                PolicySet.Parse(policies, nameof(policies)),
                maxSessionDuration,
                IdentityRules.CheckTags(tags, nameof(tags)));
            added.PermissionsBoundary = boundary;
        }
    }

    private static Action ReadProvider(LocalSts sts, ConfigurationObject provider)
    {
        string account = provider.Text("account");
        string issuer = provider.Text("issuer");
        IReadOnlyList<string> audiences = provider.Texts("audiences");
        provider.RefuseUnknown();
        return provider.Naming(() => sts.AddOidcProvider(account, issuer, audiences));
    }
}

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
            ConfigurationObject root = new(document.RootElement, string.Empty);
            foreach (ConfigurationObject user in root.Objects("users"))
                additions.Add(ReadUser(sts, user));
            foreach (ConfigurationObject role in root.Objects("roles"))
                additions.Add(ReadRole(sts, role));
            foreach (ConfigurationObject provider in root.Objects("oidcProviders"))
                additions.Add(ReadProvider(sts, provider));
            root.RefuseUnknown();
            foreach (Action add in additions)
                add();
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The configuration is not valid JSON: {exception.Message}", exception);
        }
    }

    private static Action ReadUser(LocalSts sts, ConfigurationObject user)
    {
        string account = user.Text("account");
        string name = user.Text("name");
        string? accessKeyId = user.OptionalText("accessKeyId");
        string? secretAccessKey = user.OptionalText("secretAccessKey");
        IReadOnlyList<string>? policies = user.Policies("policies");
        user.RefuseUnknown();
        return user.Naming(() => sts.AddUser(account, name, accessKeyId, secretAccessKey, policies));
    }

    private static Action ReadRole(LocalSts sts, ConfigurationObject role)
    {
        string arn = role.Text("arn");
        string trust = role.Json("trust");
        IReadOnlyList<string> policies = role.Policies("policies") ?? [];
        TimeSpan? maxSessionDuration = role.Duration("maxSessionDuration");
        IReadOnlyDictionary<string, string>? tags = role.Dictionary("tags");
        role.RefuseUnknown();
        return role.Naming(() => sts.AddRole(arn, trust, PolicySet.Parse(policies, nameof(policies)), maxSessionDuration, tags));
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

using System.Text.Json;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// A chain in a JSON file, with the keys that <c>appsettings.json</c> has below <c>RoleChains:Name</c>. The file is such a chain, or has
/// a <c>RoleChains</c> section with chains by name. A key that is not known is an error.
/// </summary>
internal static class ChainFile
{
    private static readonly JsonDocumentOptions JsonOptions = new()
    {
        MaxDepth = 32, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false,
    };

    public static RoleChainOptions Read(string path, string? name) => Read(path, root => Chain(Select(root, name)));

    /// <summary>Every chain of the file.</summary>
    public static IReadOnlyList<RoleChainOptions> ReadAll(string path) => Read<IReadOnlyList<RoleChainOptions>>(path, root =>
        root.Section("RoleChains") is { } chains ? [.. chains.Names.ToArray().Select(name => Chain(chains.Section(name)!))] : [Chain(root)]);

    private static T Read<T>(string path, Func<JsonSection, T> read)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, JsonOptions);
            return read(new JsonSection(document.RootElement, path));
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path} is not JSON: {e.Message}");
        }
    }

    private static JsonSection Select(JsonSection root, string? name)
    {
        if (root.Section("RoleChains") is not { } chains)
        {
            return name is null
                ? root
                : throw new UsageException($"{root} has no RoleChains section with the chain \"{name}\"; leave out --chain.");
        }

        return name is null
            ? chains.Only()
                ?? throw new UsageException($"{chains} has the chains {string.Join(", ", chains.Names)}; choose one by --chain NAME.")
            : chains.Section(name)
                ?? throw new UsageException($"{chains} has no chain \"{name}\"; it has {string.Join(", ", chains.Names)}.");
    }

    private static RoleChainOptions Chain(JsonSection json)
    {
        RoleChainOptions options = new()
        {
            Profile = json.Text(nameof(RoleChainOptions.Profile)),
            ClampProfileDurations = json.Flag(nameof(RoleChainOptions.ClampProfileDurations)),
            SourceProfile = json.Text(nameof(RoleChainOptions.SourceProfile)),
            UseSourceDirectly = json.Flag(nameof(RoleChainOptions.UseSourceDirectly)),
            Region = json.Text(nameof(RoleChainOptions.Region)),
            StsEndpoint = json.Text(nameof(RoleChainOptions.StsEndpoint)),
            UseFipsEndpoint = json.Flag(nameof(RoleChainOptions.UseFipsEndpoint)),
        };
        Add(options.FailoverRegions, json.Texts(nameof(RoleChainOptions.FailoverRegions)));
        Add(options.Hops, json.Sections(nameof(RoleChainOptions.Hops)).Select(Hop));
        if (json.Section(nameof(RoleChainOptions.Refresh)) is { } refresh)
        {
            Refresh(refresh, options.Refresh);
        }

        if (json.Section(nameof(RoleChainOptions.Retry)) is { } retry)
        {
            Retry(retry, options.Retry);
        }
        else
        {
            ChainArguments.BePatient(options.Retry);
        }

        json.RefuseUnknown();
        return options;
    }

    private static RoleHopOptions Hop(JsonSection json)
    {
        RoleHopOptions hop = new()
        {
            RoleArn = json.Text(nameof(RoleHopOptions.RoleArn)),
            SessionName = json.Text(nameof(RoleHopOptions.SessionName)),
            Duration = json.Time(nameof(RoleHopOptions.Duration)),
            ExternalId = json.Text(nameof(RoleHopOptions.ExternalId)),
            SourceIdentity = json.Text(nameof(RoleHopOptions.SourceIdentity)),
            Policy = json.Text(nameof(RoleHopOptions.Policy)),
            MfaSerialNumber = json.Text(nameof(RoleHopOptions.MfaSerialNumber)),
            Region = json.Text(nameof(RoleHopOptions.Region)),
        };
        Add(hop.PolicyArns, json.Texts(nameof(RoleHopOptions.PolicyArns)));
        foreach (JsonSection tag in json.Sections(nameof(RoleHopOptions.Tags)))
        {
            hop.Tags.Add(
                tag.Text(nameof(SessionTag.Key)) ?? "", tag.Text(nameof(SessionTag.Value)) ?? "", tag.Flag(nameof(SessionTag.Transitive)));
            tag.RefuseUnknown();
        }

        json.RefuseUnknown();
        return hop;
    }

    private static void Refresh(JsonSection json, RoleChainRefreshOptions refresh)
    {
        refresh.AdvisoryWindow = json.Time(nameof(refresh.AdvisoryWindow));
        refresh.MandatoryWindow = json.Time(nameof(refresh.MandatoryWindow)) ?? refresh.MandatoryWindow;
        refresh.JitterFraction = json.Number(nameof(refresh.JitterFraction)) ?? refresh.JitterFraction;
        refresh.FailureDelay = json.Time(nameof(refresh.FailureDelay)) ?? refresh.FailureDelay;
        refresh.MaxFailureDelay = json.Time(nameof(refresh.MaxFailureDelay)) ?? refresh.MaxFailureDelay;
        refresh.MaxUrgentFailureDelay = json.Time(nameof(refresh.MaxUrgentFailureDelay)) ?? refresh.MaxUrgentFailureDelay;
        refresh.ExpiredGrace = json.Time(nameof(refresh.ExpiredGrace)) ?? refresh.ExpiredGrace;
        refresh.OnDenied = json.Choice(nameof(refresh.OnDenied), refresh.OnDenied);
        json.RefuseUnknown();
    }

    private static void Retry(JsonSection json, RoleChainRetryOptions retry)
    {
        retry.MaxAttempts = (int?)json.Number(nameof(retry.MaxAttempts)) ?? retry.MaxAttempts;
        retry.BaseDelay = json.Time(nameof(retry.BaseDelay)) ?? retry.BaseDelay;
        retry.MaxDelay = json.Time(nameof(retry.MaxDelay)) ?? retry.MaxDelay;
        retry.AttemptTimeout = json.Time(nameof(retry.AttemptTimeout)) ?? retry.AttemptTimeout;
        retry.TotalTimeout = json.Time(nameof(retry.TotalTimeout)) ?? retry.TotalTimeout;
        json.RefuseUnknown();
    }

    private static void Add<T>(IList<T> list, IEnumerable<T> items)
    {
        foreach (T item in items)
        {
            list.Add(item);
        }
    }
}

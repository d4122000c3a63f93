using Amazon.SecurityToken.Model;

namespace RoleChaining.Planning;

/// <summary>Turns the checked options of hops into hops of a plan.</summary>
/// <param name="chain">The chain's name.</param>
/// <param name="tenant">The tenant whose hops they are, for messages.</param>
internal sealed class HopPlan(string chain, string? tenant = null)
{
    /// <summary>Copies the options to the bottom, and goes on to the hop after them in <paramref name="inherited"/>.</summary>
    /// <param name="options">The options of hops in a row.</param>
    /// <param name="first">The number of the first of them.</param>
    /// <param name="inherited">What reaches that one.</param>
    public IReadOnlyList<RoleHop> Create(IReadOnlyList<RoleHopOptions> options, int first, Inheritance inherited)
    {
        var reaches = new (IReadOnlyList<string> Tags, string? Identity)[options.Count];
        for (int i = 0; i < options.Count; i++)
        {
            reaches[i] = (inherited.TagKeys, inherited.SourceIdentity);
            inherited.Pass(first + i, options[i].Tags, options[i].SourceIdentity);
        }

        // From behind, because a hop may be restricted to what the next one needs.
        RoleHop[] hops = new RoleHop[options.Count];
        for (int i = options.Count - 1; i >= 0; i--)
        {
            string? policy = options[i].RestrictToNextHop ? NextHopPolicy.Write(hops[i + 1]) : options[i].Policy;
            hops[i] = Create(options[i], first + i, reaches[i].Tags, reaches[i].Identity, policy);
        }

        return hops;
    }

    private RoleHop Create(
        RoleHopOptions options,
        int number,
        IReadOnlyList<string> inheritedTagKeys,
        string? inheritedSourceIdentity,
        string? policy) => new()
    {
        ChainName = chain,
        Tenant = tenant,
        Number = number,
        RoleArn = RoleArn.Parse(options.RoleArn!),
        SessionName = options.SessionName ?? RoleChainDefaults.SessionName,
        Duration = options.Duration,
        ExternalId = options.ExternalId,
        SourceIdentity = options.SourceIdentity,
        Tags = [.. options.Tags.Select(tag => new SessionTag { Key = tag.Key, Value = tag.Value, Transitive = tag.Transitive })],
        Policy = policy,
        PolicyArns = [.. options.PolicyArns],
        MfaSerialNumber = options.MfaSerialNumber,
        MfaTokenProvider = options.MfaTokenProvider,
        ProvidedContexts = [.. options.ProvidedContexts.Select(context =>
            new ProvidedContext { ProviderArn = context.ProviderArn, ContextAssertion = context.ContextAssertion })],
        ProvidedContextsProvider = options.ProvidedContextsProvider,
        Region = options.Region,
        ShareSession = options.ShareSession,
        InheritedTagKeys = inheritedTagKeys,
        InheritedSourceIdentity = inheritedSourceIdentity,
        RequiredActions = RequiredActions(options, inheritedTagKeys, inheritedSourceIdentity),
    };

    // Inherited tags and an inherited source identity need the permission of every later hop, though it passes none itself.
    private static List<string> RequiredActions(
        RoleHopOptions options, IReadOnlyList<string> inheritedTagKeys, string? inheritedSourceIdentity)
    {
        List<string> actions = ["sts:AssumeRole"];
        if (options.Tags.Count > 0 || inheritedTagKeys.Count > 0)
        {
            actions.Add("sts:TagSession");
        }

        if (options.SourceIdentity is not null || inheritedSourceIdentity is not null)
        {
            actions.Add("sts:SetSourceIdentity");
        }

        if (options.ProvidedContexts.Count > 0 || options.ProvidedContextsProvider is not null)
        {
            actions.Add("sts:SetContext");
        }

        return actions;
    }
}

namespace RoleChaining.Verifying;

/// <summary>Hops that are asked for to learn something. None of them may need a code of MFA.</summary>
internal static class HopVariants
{
    public static RoleHop WithoutExternalId(RoleHop hop) => Copy(hop, hop.Duration, externalId: null);

    public static RoleHop WithDuration(RoleHop hop, TimeSpan duration) => Copy(hop, duration, hop.ExternalId);

    /// <summary>The final hop as the source would make it: what the hops between pass on, it sends itself.</summary>
    /// <param name="chain">A chain that has hops.</param>
    public static RoleHop Direct(RoleChain chain)
    {
        RoleHop final = chain.Hops[^1];
        return new RoleHop
        {
            ChainName = final.ChainName,
            Tenant = final.Tenant,
            Number = 1,
            RoleArn = final.RoleArn,
            SessionName = final.SessionName,
            ExternalId = final.ExternalId,
            SourceIdentity = final.SourceIdentity ?? final.InheritedSourceIdentity,
            Tags = [.. chain.Hops.SkipLast(1).SelectMany(hop => hop.Tags).Where(tag => tag.Transitive).Concat(final.Tags)],
            Policy = final.Policy,
            PolicyArns = final.PolicyArns,
            ProvidedContexts = final.ProvidedContexts,
            ProvidedContextsProvider = final.ProvidedContextsProvider,
            Region = final.Region,
            InheritedTagKeys = chain.Hops[0].InheritedTagKeys,
            InheritedSourceIdentity = chain.Hops[0].InheritedSourceIdentity,
            RequiredActions = final.RequiredActions,
        };
    }

    private static RoleHop Copy(RoleHop hop, TimeSpan? duration, string? externalId) => new()
    {
        ChainName = hop.ChainName,
        Tenant = hop.Tenant,
        Number = hop.Number,
        RoleArn = hop.RoleArn,
        SessionName = hop.SessionName,
        Duration = duration,
        ExternalId = externalId,
        SourceIdentity = hop.SourceIdentity,
        Tags = hop.Tags,
        Policy = hop.Policy,
        PolicyArns = hop.PolicyArns,
        ProvidedContexts = hop.ProvidedContexts,
        ProvidedContextsProvider = hop.ProvidedContextsProvider,
        Region = hop.Region,
        InheritedTagKeys = hop.InheritedTagKeys,
        InheritedSourceIdentity = hop.InheritedSourceIdentity,
        RequiredActions = hop.RequiredActions,
    };
}

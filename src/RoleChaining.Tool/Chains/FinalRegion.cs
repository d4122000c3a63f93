namespace RoleChaining.Tool.Chains;

/// <summary>The region in which the final hop's credentials are to be used.</summary>
internal static class FinalRegion
{
    /// <summary>The chain's, which environment and profile have a say in; else the last hop's own; null where nothing says it.</summary>
    public static string? Find(ChainedAWSCredentials chain) =>
        chain.Chain.Region ?? (chain.Chain.Hops is [.., var last] ? last.Region : null);
}

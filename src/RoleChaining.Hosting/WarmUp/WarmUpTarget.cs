namespace RoleChaining.WarmUp;

/// <summary>A chain or pool to warm up, and the effect of a failure.</summary>
internal sealed record WarmUpTarget(string Name, string ChainName, IWarmUp WarmUp, RoleChainWarmUpOptions Options);

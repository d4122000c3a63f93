namespace RoleChaining.WarmUp;

/// <summary>One thing to warm up, and what becomes of a failure.</summary>
internal sealed record WarmUpTarget(string Name, IWarmUp WarmUp, RoleChainWarmUpOptions Options);

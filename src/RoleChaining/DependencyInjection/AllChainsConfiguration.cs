namespace RoleChaining.DependencyInjection;

/// <summary>The last word on every chain.</summary>
internal sealed record AllChainsConfiguration(Action<string, RoleChainBuilder> Configure);

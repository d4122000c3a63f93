namespace RoleChaining.DependencyInjection;

/// <summary>Options without a setting: their validation at start is that of all chains, pools and clients.</summary>
internal sealed class ChainStartup;

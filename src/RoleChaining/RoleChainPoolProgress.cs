namespace RoleChaining;

/// <summary>How far a pool's warm-up is.</summary>
/// <param name="Completed">The keys done, those that failed included.</param>
/// <param name="Failed">The keys that failed.</param>
/// <param name="Total">All keys to warm.</param>
public readonly record struct RoleChainPoolProgress(int Completed, int Failed, int Total);

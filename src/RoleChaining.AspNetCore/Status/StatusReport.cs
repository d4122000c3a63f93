namespace RoleChaining.Status;

/// <summary>What the page and its JSON show of one process at one moment. Holds no secret.</summary>
/// <param name="At">The moment.</param>
/// <param name="Application">The application's name.</param>
/// <param name="Machine">The host's name, which tells replicas apart.</param>
/// <param name="Chains">The chains, those with failures first.</param>
/// <param name="Pools">The pools, those with failures first.</param>
internal sealed record StatusReport(
    DateTimeOffset At, string Application, string Machine, IReadOnlyList<ChainReport> Chains, IReadOnlyList<PoolReport> Pools);

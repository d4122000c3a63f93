using Microsoft.Extensions.Logging;
using RoleChaining.Caching;

namespace RoleChaining.Sessions;

/// <summary>What the nodes of one tree have in common.</summary>
internal sealed record SessionContext
{
    public required TimeProvider Clock { get; init; }

    public required RoleChainRefreshOptions Refresh { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Where sessions are kept beyond the process; null keeps them here alone.</summary>
    public SafeCache? Cache { get; init; }

    /// <summary>Numbers from 0 to 1 for jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}

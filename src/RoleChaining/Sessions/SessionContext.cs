using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sessions;

/// <summary>What the nodes of one tree have in common.</summary>
internal sealed record SessionContext
{
    public required TimeProvider Clock { get; init; }

    public required RoleChainRefreshOptions Refresh { get; init; }

    public required ILogger Logger { get; init; }

    public Instruments Instruments { get; init; } = Instruments.OfProcess;

    /// <summary>Numbers from 0 to 1 for jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}

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

    /// <summary>
    /// Starts a refresh off the caller's thread and context: neither its AsyncLocals nor its leaving are the refresh's business. What is
    /// started is told whether it may leave its thread.
    /// </summary>
    public Action<Func<bool, Task>> Launch { get; init; } =
        static fly => ThreadPool.UnsafeQueueUserWorkItem(static fly => _ = fly(true), fly, preferLocal: false);
}

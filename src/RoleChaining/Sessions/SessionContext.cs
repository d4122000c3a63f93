using Microsoft.Extensions.Logging;
using RoleChaining.Caching;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sessions;

/// <summary>What the nodes of one tree have in common.</summary>
internal sealed record SessionContext
{
    public required TimeProvider Clock { get; init; }

    public required RoleChainRefreshOptions Refresh { get; init; }

    public required ILogger Logger { get; init; }

    public Instruments Instruments { get; init; } = Instruments.OfProcess;

    /// <summary>Where sessions are kept beyond the process; null keeps them here alone.</summary>
    public SafeCache? Cache { get; init; }

    /// <summary>Numbers from 0 to 1 for jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>
    /// Starts a refresh off the caller's thread and context: neither its AsyncLocals nor its leaving are the refresh's business. What is
    /// started is told whether it may leave its thread.
    /// </summary>
    public Action<Func<bool, Task>> Launch { get; init; } =
        static fly => ThreadPool.UnsafeQueueUserWorkItem(static fly => _ = fly(true), fly, preferLocal: false);

    /// <summary>
    /// Those who wait for a refresh go on elsewhere than on its thread. Only a simulation, which has one thread for everything, wants it
    /// otherwise.
    /// </summary>
    public TaskCreationOptions Wakening { get; init; } = TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>What one who waits for a refresh awaits: a simulation gives each a task of its own, and so their order.</summary>
    public Func<Task<RoleSession>, Task<RoleSession>> Waiting { get; init; } = static outcome => outcome;
}

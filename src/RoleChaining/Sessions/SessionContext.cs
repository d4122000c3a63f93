using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>What the nodes of one tree have in common.</summary>
internal sealed record SessionContext
{
    /// <summary>The chain that the tree was made for; others may share it.</summary>
    public string ChainName { get; init; } = "";

    public required TimeProvider Clock { get; init; }

    public required RoleChainRefreshOptions Refresh { get; init; }

    public required ILogger Logger { get; init; }

    public Instruments Instruments { get; init; } = Instruments.Process;

    /// <summary>Where sessions are kept beyond the process; null keeps them here alone.</summary>
    public SafeSessionCache? Cache { get; init; }

    /// <summary>Numbers from 0 to 1 for jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>
    /// Runs a refresh off the caller's thread and context: it has no part in the caller's AsyncLocals, and the caller's leaving does not
    /// end it. The argument says whether the work may leave its thread.
    /// </summary>
    public Action<Func<bool, Task>> RunInBackground { get; init; } =
        static work => ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work(true), work, preferLocal: false);

    /// <summary>
    /// Readers go on elsewhere than on the refresh's thread. Only a simulation, which has one thread for everything, changes this.
    /// </summary>
    public TaskCreationOptions ContinuationOptions { get; init; } = TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>What a reader of a refresh awaits. A simulation gives each reader a task of its own, and so controls their order.</summary>
    public Func<Task<RoleSession>, Task<RoleSession>> WaitFor { get; init; } = static outcome => outcome;
}

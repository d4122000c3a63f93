using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;

namespace RoleChaining.DependencyInjection;

/// <summary>The credentials of one chain in a container, and the options that they were built from.</summary>
internal sealed class BuiltChain(ChainedAWSCredentials credentials, string description, RoleChainOptions options, ILogger logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private RoleChainOptions _options = options;
    private int _changes;

    public ChainedAWSCredentials Credentials => credentials;

    /// <summary>
    /// Begins to move to other options. Options with the same values move nothing: a configuration that is read again reports a change of
    /// all its sections.
    /// </summary>
    public void Reload(RoleChainOptions options, Func<ChainBranch> build)
    {
        lock (_gate)
        {
            if (options.HasSameValues(_options))
            {
                return;
            }

            ChainBranch branch;
            try
            {
                branch = build();
            }
            catch (Exception e)
            {
                Log.OptionsRefused(logger, description, e.Message);
                return;
            }

            _options = options;
            int change = ++_changes;
            using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            _ = Task.Run(() => MoveAsync(branch, change));
        }
    }

    /// <summary>
    /// The credentials go on with the old sessions until the new ones are there, unless the old ones serve nobody. A newer change takes the
    /// place of one that is not through yet.
    /// </summary>
    private async Task MoveAsync(ChainBranch branch, int change)
    {
        TimeSpan delay = FirstDelay;
        while (!credentials.IsDisposed && Volatile.Read(ref _changes) == change)
        {
            HopFailedException? failed = credentials.IsServing ? await TryReadAsync(branch).ConfigureAwait(false) : null;
            if (TryMove(branch, change, mayMove: failed is null))
            {
                return;
            }

            Log.ReloadWaits(logger, description, ChainExceptions.Create(failed!.Failure, branch.Chain).Message);
            await Task.Delay(delay, credentials.Clock).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <returns>Whether there is nothing left to do.</returns>
    private bool TryMove(ChainBranch branch, int change, bool mayMove)
    {
        lock (_gate)
        {
            if (change != _changes)
            {
                return true;
            }

            if (mayMove)
            {
                credentials.MoveTo(branch);
                Log.OptionsReloaded(logger, description, branch.Chain.ToString());
            }

            return mayMove;
        }
    }

    private static async Task<HopFailedException?> TryReadAsync(ChainBranch branch)
    {
        try
        {
            await branch.Leaf.ReadAsync(TimeSpan.Zero, async: true, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (HopFailedException e)
        {
            return e;
        }
    }
}

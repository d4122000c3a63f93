namespace RoleChaining.Simulation.Peers;

/// <summary>
/// Java's SDK v2 before 2026: from 5 to 2 minutes before the end one caller at a time refreshes inline, and a failure is passed over;
/// in the last minute all wait, for the lock 5 seconds at most, and a failure is raised. No wait after a failure.
/// </summary>
internal sealed class JavaCache(SimContext context, Func<Task<PeerSession>> load) : PeerCache(context, load)
{
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);

    private readonly SimContext _context = context;
    private TimeSpan _prefetch = TimeSpan.FromMinutes(5);

    public override async Task<PeerSession> GetAsync()
    {
        if (Left > _prefetch)
        {
            return Held!;
        }

        if (Left > Stale)
        {
            if (Gate.TryEnter())
            {
                try
                {
                    return await LoadAsync().ConfigureAwait(false);
                }
                catch (PeerFailure)
                {
                }
                finally
                {
                    Gate.Leave();
                }
            }

            return Held!;
        }

        bool entered = await EnterAsync().ConfigureAwait(false);
        try
        {
            return Left > Stale ? Held! : await LoadAsync().ConfigureAwait(false);
        }
        finally
        {
            if (entered)
            {
                Gate.Leave();
            }
        }
    }

    protected override async Task<PeerSession> LoadAsync()
    {
        PeerSession session = await base.LoadAsync().ConfigureAwait(false);
        _prefetch = TimeSpan.FromMinutes(5 - (3 * Random));
        return session;
    }

    /// <summary>False for one who waited too long and goes on without the lock.</summary>
    private async Task<bool> EnterAsync()
    {
        if (Gate.TryEnter())
        {
            return true;
        }

        // Whoever comes second when two things end gives back what it got.
        TaskCompletionSource<bool> first = new();
        _context.Timeline.At(_context.Timeline.Now + LockWait, () => first.TrySetResult(false));
        _ = EnterForAsync(first);
        return await first.Task.ConfigureAwait(false);
    }

    private async Task EnterForAsync(TaskCompletionSource<bool> first)
    {
        await Gate.EnterAsync().ConfigureAwait(false);
        if (!first.TrySetResult(true))
        {
            Gate.Leave();
        }
    }
}

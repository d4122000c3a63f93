using System.Diagnostics;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>
/// One refresh of one node that is under way. All its readers share the outcome, and a reader that leaves does not end it. Its task stays
/// inside: what readers get is made per session.
/// </summary>
internal sealed class SessionRefresh(bool background, TimeSpan minimumLifetime, SessionContext context)
{
    private readonly TaskCompletionSource<RoleSession> _outcome = new(context.ContinuationOptions);
    private int _hasEnded;
    private int _waiting;
    private volatile bool _isStale;

    /// <summary>
    /// The session was invalidated after the refresh began. Readers that waited before get the outcome; later readers wait for its end and
    /// then look again, because what was asked for before is not what they asked for.
    /// </summary>
    public bool IsStale
    {
        get => _isStale;
        set => _isStale = value;
    }

    /// <summary>Started while a session could still be served, with one attempt only.</summary>
    public bool IsBackground { get; } = background;

    /// <summary>How long the new session must last at least; zero asks for nothing.</summary>
    public TimeSpan MinimumLifetime { get; } = minimumLifetime;

    /// <summary>The readers that wait for the outcome now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The request that waits, as the parent of the refresh's span. A background refresh has none.</summary>
    public ActivityContext Requester { get; } = background ? default : Activity.Current?.Context ?? default;

    /// <summary>A reader begins to wait, or runs the refresh on its own thread.</summary>
    public void Enter() => Interlocked.Increment(ref _waiting);

    public void Leave() => Interlocked.Decrement(ref _waiting);

    /// <summary>Ends the refresh. False when it has ended already, because its time was over: then the outcome comes too late.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _hasEnded, 1) == 0;

    public void Complete(RoleSession session) => _outcome.SetResult(session);

    public void Fail(HopFailedException failure)
    {
        _outcome.SetException(failure);
        _ = _outcome.Task.Exception; // often no reader waits, and then the exception must not be reported as unobserved
    }

    /// <summary>Waits for the outcome: awaited when <paramref name="async"/>, else the returned task is complete.</summary>
    /// <exception cref="TimeoutException"><paramref name="maxWait"/> ended first.</exception>
    public Task<RoleSession> WaitAsync(TimeSpan maxWait, bool async, CancellationToken cancellationToken)
    {
        Task<RoleSession> outcome = context.WaitFor(_outcome.Task).WaitAsync(maxWait, context.Clock, cancellationToken);
        if (!async && !outcome.IsCompleted)
        {
            using (BlockedCallers.Enter())
            {
                ((IAsyncResult)outcome).AsyncWaitHandle.WaitOne();
            }
        }

        return outcome;
    }
}

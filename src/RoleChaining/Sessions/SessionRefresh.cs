using System.Diagnostics;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>
/// One refresh of one node that is under way. All its readers share the outcome, and a reader that leaves does not end it. Its task stays
/// inside: what readers get is made per session.
/// </summary>
internal sealed class SessionRefresh(bool background, SessionContext context)
{
    private readonly TaskCompletionSource<RoleSession> _outcome = new(context.ContinuationOptions);

    /// <summary>Started while a session could still be served, with one attempt only.</summary>
    public bool IsBackground { get; } = background;

    /// <summary>The request that waits, as the parent of the refresh's span. A background refresh has none.</summary>
    public ActivityContext Requester { get; } = background ? default : Activity.Current?.Context ?? default;

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

using System.Diagnostics;

namespace RoleChaining.Sessions;

/// <summary>
/// One refresh of one node. Everybody who waits shares its outcome, and nobody's leaving ends it. Its task stays inside: what
/// readers get is made per session.
/// </summary>
internal sealed class Flight(bool background, SessionContext context)
{
    private readonly TaskCompletionSource<RoleSession> _outcome = new(context.Wakening);

    /// <summary>Started while a session could still be served, with one attempt only.</summary>
    public bool IsBackground { get; } = background;

    /// <summary>The request that waits, as the parent of the refresh's span; a background refresh belongs to none.</summary>
    public ActivityContext Requester { get; } = background ? default : Activity.Current?.Context ?? default;

    public void Succeed(RoleSession session) => _outcome.SetResult(session);

    public void Fail(SessionFailedException failure)
    {
        _outcome.SetException(failure);
        _ = _outcome.Task.Exception; // Often nobody waits; a failure seen is never an unobserved one.
    }

    /// <summary>Waits for the outcome, or until the caller has had enough.</summary>
    /// <exception cref="TimeoutException">The patience ended first.</exception>
    public async ValueTask<RoleSession> WaitAsync(TimeSpan patience, bool async, CancellationToken cancellationToken)
    {
        Task<RoleSession> outcome = context.Waiting(_outcome.Task).WaitAsync(patience, context.Clock, cancellationToken);
        if (!async)
        {
            Block(outcome);
        }

        return await outcome.ConfigureAwait(false);
    }

    private static void Block(Task outcome)
    {
        if (outcome.IsCompleted)
        {
            return;
        }

        using (BlockedCallers.Enter())
        {
            ((IAsyncResult)outcome).AsyncWaitHandle.WaitOne();
        }
    }
}

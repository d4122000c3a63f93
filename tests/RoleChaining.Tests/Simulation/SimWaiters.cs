using RoleChaining.Sts;

namespace RoleChaining.Simulation;

/// <summary>
/// Wakes those who wait for one refresh one after the other, on its thread. A task with several continuations would leave all but one of
/// them to the thread pool.
/// </summary>
internal sealed class SimWaiters
{
    private readonly Dictionary<Task<RoleSession>, List<TaskCompletionSource<RoleSession>>> _waiters = [];

    public Task<RoleSession> Own(Task<RoleSession> outcome)
    {
        if (outcome.IsCompleted)
        {
            return outcome;
        }

        if (!_waiters.TryGetValue(outcome, out List<TaskCompletionSource<RoleSession>>? waiters))
        {
            _waiters[outcome] = waiters = [];
            outcome.ContinueWith(Wake, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        TaskCompletionSource<RoleSession> own = new();
        waiters.Add(own);
        return own.Task;
    }

    private void Wake(Task<RoleSession> outcome)
    {
        _waiters.Remove(outcome, out List<TaskCompletionSource<RoleSession>>? waiters);
        foreach (TaskCompletionSource<RoleSession> waiter in waiters!)
        {
            waiter.SetFromTask(outcome);
        }
    }
}

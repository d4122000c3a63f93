namespace RoleChaining.Sts;

/// <summary>
/// Runs code that is not ours: a cache, a source, a token file. Such code may block before its first await, never end, ignore its token or
/// throw anything. It runs on another thread and without the caller's context, and the wait for it ends with the token.
/// </summary>
internal static class ForeignCode
{
    /// <summary>Runs the call and waits for its result. A synchronous caller blocks on it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="abandoned">Gets a result that comes as the wait ends, or after it.</param>
    /// <param name="async">Whether the caller's thread may be left.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait ended first.</exception>
    public static async ValueTask<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> call, Action<T>? abandoned, bool async, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<T> running = Start(() => call(cancellationToken).AsTask(), async);
        try
        {
            return await running.WaitAsync(cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Also where the call has ended meanwhile: its result is lost otherwise.
            Abandon(running, abandoned);
            throw;
        }
    }

    /// <summary>Starts the call on another thread, without the caller's context.</summary>
    public static Task<T> Start<T>(Func<Task<T>> call, bool async)
    {
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();

        // A blocked caller must not need a thread of the pool that it is itself blocking.
        return async
            ? Task.Run(call)
            : Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    private static void Abandon<T>(Task<T> running, Action<T>? abandoned) => _ = running.ContinueWith(
        late =>
        {
            if (late.IsCompletedSuccessfully)
            {
                abandoned?.Invoke(late.Result);
            }
            else
            {
                _ = late.Exception; // seen, so that it is not reported as unobserved
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}

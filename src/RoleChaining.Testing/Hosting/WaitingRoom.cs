namespace RoleChaining.Testing;

/// <summary>Sits through a call's waits, for callers that can await and for those that cannot.</summary>
internal static class WaitingRoom
{
    public static async Task WaitAsync(Exchange exchange, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        foreach (StsFault wait in exchange.Waits)
        {
            if (wait.Gate is { } gate)
            {
                await gate.PassAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(wait.Delay, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public static void Wait(Exchange exchange, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        foreach (StsFault wait in exchange.Waits)
        {
            if (wait.Gate is { } gate)
            {
                gate.Pass(cancellationToken);
                continue;
            }

            // A timer and an event rather than a blocked task: a synchronous call must not need the thread pool.
            using ManualResetEventSlim elapsed = new();
            using ITimer timer = timeProvider.CreateTimer(
                static state => ((ManualResetEventSlim)state!).Set(), elapsed, wait.Delay, Timeout.InfiniteTimeSpan);
            elapsed.Wait(cancellationToken);
        }
    }
}

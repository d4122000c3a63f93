using System.Diagnostics;

namespace RoleChaining;

/// <summary>The machine that the tests run on, which may be busy with something else.</summary>
internal static class Machine
{
    private const int Attempts = 100;

    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Ends when the machine does at once what it is asked for and no work waits for a thread, or after 100 attempts. Tests that move a
    /// fake clock while work is under way wait for it before each step: on a busy machine, fake time would overtake the work.
    /// </summary>
    public static async Task IdleAsync(int milliseconds = 5)
    {
        for (int i = 0; i < Attempts && !await IsIdleAsync(milliseconds); i++)
        {
        }
    }

    private static async Task<bool> IsIdleAsync(int milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);

        // At the end of the queue that all threads share. What Task.Run begins here goes before everything that waits there.
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
        await turn.Task;
        return Stopwatch.GetElapsedTime(start) < Prompt && ThreadPool.PendingWorkItemCount == 0;
    }
}

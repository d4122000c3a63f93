using System.Diagnostics;

namespace RoleChaining;

/// <summary>The machine that the tests run on, which may be busy with something else.</summary>
internal static class Machine
{
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Ends when the machine does at once what it is asked for, or after 20 attempts. Tests that move a fake clock while work is under way
    /// wait for it before each step: on a busy machine, fake time would overtake the work.
    /// </summary>
    public static async Task IdleAsync(int milliseconds = 5)
    {
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);
            await Task.Run(() => { }, TestContext.Current.CancellationToken);
            if (Stopwatch.GetElapsedTime(start) < Prompt)
            {
                return;
            }
        }
    }
}

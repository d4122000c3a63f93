using System.Diagnostics;

namespace RoleChaining;

/// <summary>Yields to work that is already under way.</summary>
internal static class Eventually
{
    /// <summary>What has not happened after so many turns is waited for asleep: the work needs the processor more than the wait does.</summary>
    private const int Turns = 50;

    /// <summary>Fails after a real minute, which is much for a busy machine too.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        for (int turn = 0; !condition(); turn++)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), "it never happened");
            await (turn < Turns ? YieldAsync() : Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }
    }

    private static async Task YieldAsync() => await Task.Yield();
}

using System.Diagnostics;

namespace RoleChaining;

/// <summary>Yields to work that is already under way.</summary>
internal static class Eventually
{
    /// <summary>Fails after a real minute, which is much for a busy machine too.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), "it never happened");
            await Task.Yield();
        }
    }
}

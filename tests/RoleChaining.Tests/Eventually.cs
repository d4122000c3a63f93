using System.Diagnostics;

namespace RoleChaining;

/// <summary>Yields to work that is already under way.</summary>
internal static class Eventually
{
    /// <summary>Fails after ten real seconds.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "it never happened");
            await Task.Yield();
        }
    }
}

using System.Runtime.InteropServices;

namespace RoleChaining.Tool;

/// <summary>What the tests have inherited from whoever started them.</summary>
internal static partial class UnixSignal
{
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Send(int processId, int signal);

    /// <summary>A program cannot handle a signal that was ignored when it was started.</summary>
    public static void SkipIfIgnored(int signal)
    {
        const string Status = "/proc/self/status";
        string? mask = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        if (mask is not null && ((Convert.ToUInt64(mask[7..].Trim(), 16) >> (signal - 1)) & 1) == 1)
        {
            Assert.Skip($"These tests were started with signal {signal} ignored, and the processes that they start inherit that (nohup).");
        }
    }
}

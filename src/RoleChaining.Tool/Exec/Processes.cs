using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RoleChaining.Tool.Exec;

/// <summary>What .NET does not offer about processes.</summary>
internal static partial class Processes
{
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;
    private const int SigPipe = 13;
    private const nint DefaultHandler = 0;
    private const nint IgnoringHandler = 1;

    /// <summary>The words by which this command runs itself again.</summary>
    public static IReadOnlyList<string> Self
    {
        get
        {
            string path = Environment.ProcessPath ?? "role-chain";
            return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Environment.GetCommandLineArgs()[0]] : [path];
        }
    }

    public static bool IsAlive(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return true; // another user's
        }
    }

    /// <summary>
    /// Whether standard output and error were open when this program began. What .NET has opened since takes the number of a closed one,
    /// and unlike an inherited one it is closed when a program is started.
    /// </summary>
    public static bool HasOutputs => OperatingSystem.IsWindows() || (IsInherited(1) && IsInherited(2));

    public static void Signal(int processId, int signal) => _ = Kill(processId, signal);

    /// <summary>
    /// Starts the program as a shell does: by default it ends when nobody reads what it writes. .NET ignores that signal, and whoever it
    /// starts would inherit this. The signal cannot end this program meanwhile unless it writes to a console that is gone in that moment:
    /// .NET's sockets raise none.
    /// </summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        if (OperatingSystem.IsWindows())
        {
            return Process.Start(start)!;
        }

        _ = Disposition(SigPipe, DefaultHandler);
        try
        {
            return Process.Start(start)!;
        }
        finally
        {
            _ = Disposition(SigPipe, IgnoringHandler);
        }
    }

    /// <summary>Puts the program in the place of this one. Returns only when that fails.</summary>
    /// <returns>The error's number.</returns>
    public static int Become(string path, string[] arguments, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        string?[] variables =
            [.. environment.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}"), null];
        _ = Disposition(SigPipe, DefaultHandler); // .NET ignores it, and a program that is started so would go on writing for ever
        _ = Execute(path, [path, .. arguments, null], variables);
        return Marshal.GetLastPInvokeError();
    }

    private static bool IsInherited(int descriptor) =>
        Control(descriptor, GetFlags, 0) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Disposition(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using RoleChaining.Tool.Credentials;

namespace RoleChaining.Tool.Exec;

/// <summary>The command that <c>exec</c> runs: its environment, its signals, its end.</summary>
internal static partial class ChildProcess
{
    /// <summary>The environment variables that SDKs read before, or in place of, a container's endpoint.</summary>
    private static readonly string[] Removed =
    [
        IdentityVariables.AccessKeyId, IdentityVariables.SecretAccessKey, IdentityVariables.SessionToken, IdentityVariables.Expiration,
        .. IdentityVariables.Others, "AWS_ROLE_SESSION_NAME", "ROLE_CHAIN_FOLLOWING",
    ];

    /// <summary>SIGINT and SIGQUIT are not passed on: a terminal sends them to the command as well.</summary>
    private static readonly PosixSignal[] FromTerminal = [PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    private static readonly PosixSignal[] PassedOn = [PosixSignal.SIGTERM, PosixSignal.SIGHUP, .. FromTerminal];

    /// <returns>The command's exit code; 128 and the signal's number when one ended it.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static async Task<int> RunAsync(string[] command, CredentialEndpoint endpoint, ChildFiles files)
    {
        ProcessStartInfo start = new(command[0], command[1..]);
        foreach (string name in Removed)
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = endpoint.Address;
        start.Environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = endpoint.Token;
        start.Environment["AWS_CONFIG_FILE"] = files.ConfigPath;
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = files.CredentialsPath;

        // A signal may come before the command has started. It is kept until then, because ending now would leave the command behind.
        TaskCompletionSource<int> started = new();
        PosixSignalRegistration[] registrations =
            [.. PassedOn.Select(signal => PosixSignalRegistration.Create(signal, context => Pass(context, started.Task)))];
        try
        {
            using Process process = Process.Start(start)!;
            started.SetResult(process.Id);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return process.ExitCode;
        }
        finally
        {
            Array.ForEach(registrations, registration => registration.Dispose());
        }
    }

    private static void Pass(PosixSignalContext context, Task<int> started)
    {
        context.Cancel = true;
        int signal = Number(context.Signal);
        bool reachesIt = FromTerminal.Contains(context.Signal) && !Console.IsInputRedirected;
        if (!reachesIt && !OperatingSystem.IsWindows())
        {
            started.ContinueWith(
                id => Kill(id.Result, signal),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }
    }

    private static int Number(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => 15,
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}

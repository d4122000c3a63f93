using System.CommandLine;
using System.Diagnostics;

namespace RoleChaining.Tool.Chains;

/// <summary>Where codes of MFA devices come from: the command line, a process, or the person at the terminal.</summary>
internal static class MfaArguments
{
    private static readonly Option<string?> Code = new("--mfa-code") { Description = "The MFA code, good for one call.", HelpName = "CODE" };

    private static readonly Option<string?> Process = new("--mfa-process")
    {
        Description = "A command that prints an MFA code; ROLE_CHAIN_MFA_SERIAL tells it the device.", HelpName = "COMMAND",
    };

    public static IEnumerable<Option> Options => [Code, Process];

    public static Func<string, CancellationToken, Task<string>> Provider(ParseResult arguments)
    {
        string? code = arguments.GetValue(Code);
        string? process = arguments.GetValue(Process);
        return (serial, cancellationToken) =>
            Interlocked.Exchange(ref code, null) is { } given ? Task.FromResult(given)
            : process is not null ? RunAsync(process, serial, cancellationToken)
            : Task.Run(() => Ask(serial), cancellationToken);
    }

    private static async Task<string> RunAsync(string command, string serial, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", command]) : new("/bin/sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        start.Environment["ROLE_CHAIN_MFA_SERIAL"] = serial;
        using Process process = System.Diagnostics.Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode == 0 ? output.Trim() : throw new UsageException($"--mfa-process ended with exit code {process.ExitCode}.");
    }

    /// <summary>Standard input may be the child's and standard output the caller's, so the terminal itself is asked.</summary>
    private static string Ask(string serial)
    {
        string terminal = OperatingSystem.IsWindows() ? "CONIN$" : "/dev/tty";
        try
        {
            using FileStream input = new(terminal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            Console.Error.Write($"MFA code of {serial}: ");
            using StreamReader reader = new(input);
            return reader.ReadLine()?.Trim() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Console.Error.WriteLine($"role-chain: {serial} needs an MFA code and there is no terminal to ask at; give --mfa-code or --mfa-process.");
            throw;
        }
    }
}

using System.CommandLine;
using System.Diagnostics;

namespace RoleChaining.Tool.Chains;

/// <summary>Where codes of MFA devices come from: the command line, a process, or the person at the terminal.</summary>
internal static class MfaArguments
{
    private static readonly Option<string?> Code =
        new("--mfa-code") { Description = "The MFA code, good for one call.", HelpName = "CODE" };

    private static readonly Option<string?> Process = new("--mfa-process")
    {
        Description = "A command that prints an MFA code; ROLE_CHAIN_MFA_SERIAL tells it the device.", HelpName = "COMMAND",
    };

    public static IEnumerable<Option> Options => [Code, Process];

    /// <summary>
    /// Why there was no code, in words for the user of the command. The library's message is written for the author of a provider.
    /// </summary>
    public static string? Fault { get; private set; }

    public static bool IsCode(string? text) => text is { Length: 6 } && text.All(char.IsAsciiDigit);

    public static Func<string, CancellationToken, Task<string>> Provider(ParseResult arguments)
    {
        string? code = arguments.GetValue(Code);
        string? process = arguments.GetValue(Process);
        if (code is not null && !IsCode(code))
        {
            throw new UsageException("--mfa-code is not a code of six digits.");
        }

        return async (serial, cancellationToken) =>
        {
            try
            {
                return Interlocked.Exchange(ref code, null)
                    ?? (process is not null ? await RunAsync(process, serial, cancellationToken).ConfigureAwait(false)
                    : await MfaTerminal.AskAsync(serial, cancellationToken).ConfigureAwait(false));
            }
            catch (UsageException e)
            {
                Fault = e.Message;
                throw;
            }
        };
    }

    private static async Task<string> RunAsync(string command, string serial, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", command]) : new("/bin/sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        start.Environment["ROLE_CHAIN_MFA_SERIAL"] = serial;
        using Process process = System.Diagnostics.Process.Start(start)!;
        string output = (await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Trim();
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode != 0 ? throw new UsageException($"--mfa-process ended with exit code {process.ExitCode}.")
            : IsCode(output) ? output
            : throw new UsageException("--mfa-process printed no code of six digits.");
    }
}

using System.CommandLine;
using System.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Sources;
using RoleChaining.Text;

namespace RoleChaining.Tool.Chains;

/// <summary>Where codes of MFA devices come from: the command line, a process, or the person at the terminal.</summary>
internal static class MfaArguments
{
    private static readonly Option<string?> Code =
        new("--mfa-code") { Description = "The MFA code, good for one call.", HelpName = "CODE" };

    /// <summary>A profile's own process for codes, as aws-vault has it too.</summary>
    public const string ProcessProperty = "mfa_process";

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

    /// <summary>Whether the last code came from a person at the terminal, who may type another one.</summary>
    public static bool AskedPerson { get; private set; }

    /// <param name="arguments">The command line.</param>
    /// <param name="builder">The chain, whose profiles may name a process of their own (<c>mfa_process</c>).</param>
    public static Func<string, CancellationToken, Task<string>> Provider(ParseResult arguments, RoleChainBuilder builder)
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
                if (Interlocked.Exchange(ref code, null) is { } given)
                {
                    return given;
                }

                if ((process is not null ? (process, Process.Name) : ProcessOf(builder, serial)) is var (command, place))
                {
                    return await RunAsync(command, place, serial, cancellationToken).ConfigureAwait(false);
                }

                AskedPerson = true;
                return await MfaTerminal.AskAsync(serial, cancellationToken).ConfigureAwait(false);
            }
            catch (UsageException e)
            {
                Fault = e.Message;
                throw;
            }
        };
    }

    /// <summary>The <c>mfa_process</c> of the profile whose device it is.</summary>
    private static (string Command, string Place)? ProcessOf(RoleChainBuilder builder, string serial) =>
        builder.Follow().ProfileHops.FirstOrDefault(hop => hop.Options.MfaSerialNumber == serial)?.Profile is { } profile
            && profile.TryGet(ProcessProperty, out IniProperty? property)
            ? (property.Value, ProfileErrors.Place(profile, property))
            : null;

    private static async Task<string> RunAsync(string command, string place, string serial, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", command]) : new("/bin/sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        start.Environment["ROLE_CHAIN_MFA_SERIAL"] = serial;
        SharedFilePaths.Restore(start.Environment);
        using StartedProcess process = StartedProcess.Start(start);
        string output = (await process.Output.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Trim();
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode != 0 ? throw new UsageException($"{place} ended with exit code {process.ExitCode}.")
            : IsCode(output) ? output
            : throw new UsageException($"{place} printed no code of six digits.");
    }
}

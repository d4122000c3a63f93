namespace RoleChaining.Tool.Chains;

/// <summary>
/// Asks the person at the terminal for an MFA code. It opens the terminal itself: standard input may belong to the child, standard output
/// to the caller, and the AWS CLI does not show the standard error of a <c>credential_process</c>.
/// </summary>
internal static class MfaTerminal
{
    /// <exception cref="UsageException">There is no terminal, or nobody answers.</exception>
    public static async Task<string> AskAsync(string serial, CancellationToken cancellationToken)
    {
        using (Progress.Pause())
        {
            // A thread that waits for a line cannot be cancelled, so a cancelled caller leaves it behind.
            return await Task.Run(() => Ask(serial), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Ask(string serial)
    {
        try
        {
            using StreamReader input = new(Open(OperatingSystem.IsWindows() ? "CONIN$" : "/dev/tty", FileAccess.Read));
            using StreamWriter output = new(
                Open(OperatingSystem.IsWindows() ? "CONOUT$" : "/dev/tty", FileAccess.Write)) { AutoFlush = true };
            while (true)
            {
                output.Write($"MFA code of {serial}: ");
                if (input.ReadLine() is not { } line)
                {
                    output.WriteLine();
                    throw new UsageException($"no MFA code of {serial} was given.");
                }

                string code = line.Replace(" ", "", StringComparison.Ordinal);
                if (MfaArguments.IsCode(code))
                {
                    return code;
                }

                output.WriteLine("A code is six digits. Ctrl+C ends.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"{serial} needs an MFA code and there is no terminal to ask at; give --mfa-code or --mfa-process.");
        }
    }

    private static FileStream Open(string terminal, FileAccess access) =>
        new(terminal, FileMode.Open, access, FileShare.ReadWrite, bufferSize: 0);
}

namespace RoleChaining.Tool;

/// <summary>
/// .NET sets the keypad of a Unix terminal to its application mode when it first writes anywhere, and leaves it so. The user's terminal is
/// given back as it was.
/// </summary>
internal static class Keypad
{
    private const string Terminal = "TERM";
    private const string NormalMode = "\e[?1l\e>";

    public static void RestoreAtExit()
    {
        if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable(Terminal) is not ({ Length: > 0 } and not "dumb" and var name))
        {
            return;
        }

        if (Console.IsOutputRedirected && Console.IsErrorRedirected)
        {
            // The terminal is somebody else's, such as that of a shell's Tab or of the AWS CLI. Asked for this setting .NET prepares
            // itself, and does not find out without the terminal's name how its keypad is set.
            Environment.SetEnvironmentVariable(Terminal, null);
            _ = Console.TreatControlCAsInput;
            Environment.SetEnvironmentVariable(Terminal, name);
            return;
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => (Console.IsOutputRedirected ? Console.Error : Console.Out).Write(NormalMode);
    }
}

namespace RoleChaining.Tool;

/// <summary>
/// .NET sets the keypad of a Unix terminal to its application mode when it first writes there, and leaves it so. The user's terminal is
/// given back as it was.
/// </summary>
internal static class Keypad
{
    private const string NormalMode = "\e[?1l\e>";

    public static void RestoreAtExit()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb")
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Terminal?.Write(NormalMode);
        }
    }

    private static TextWriter? Terminal =>
        !Console.IsOutputRedirected ? Console.Out : !Console.IsErrorRedirected ? Console.Error : null;
}

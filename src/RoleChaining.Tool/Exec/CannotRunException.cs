namespace RoleChaining.Tool.Exec;

/// <summary>The command of <c>exec</c> cannot be run; the message is for the person at the terminal.</summary>
internal sealed class CannotRunException(string message, int exitCode) : Exception(message)
{
    public int ExitCode => exitCode;
}

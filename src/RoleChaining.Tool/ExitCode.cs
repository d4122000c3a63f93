namespace RoleChaining.Tool;

/// <summary>How a command ends; <c>role-chain --help</c> lists them.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>STS refused, or a check failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a profile, a file or the source is wrong: to try again does not help.</summary>
    public const int Usage = 2;

    /// <summary>STS or the source is out of reach or busy: the same command may succeed later.</summary>
    public const int TryAgain = 3;

    /// <summary>Something is missing without which <c>check</c> or <c>trace</c> cannot tell.</summary>
    public const int CannotTell = 4;

    /// <summary>The command of <c>exec</c> cannot be run.</summary>
    public const int CannotExecute = 126;

    /// <summary>The command of <c>exec</c> was not found.</summary>
    public const int NotFound = 127;

    /// <summary>SIGHUP: the terminal has gone.</summary>
    public const int HungUp = 129;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM.</summary>
    public const int Terminated = 143;
}

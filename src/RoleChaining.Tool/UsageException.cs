namespace RoleChaining.Tool;

/// <summary>The command line or a file cannot be used. The message is for the user of the command.</summary>
internal sealed class UsageException(string message) : Exception(message);

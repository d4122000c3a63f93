namespace RoleChaining.Tool;

/// <summary>What was given cannot be used; the message is for whoever typed it.</summary>
internal sealed class UsageException(string message) : Exception(message);

using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>What registrations log.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "{Section} says {Keys}, which an AWS client of a role chain does not use: its credentials are the chain's.", EventName = nameof(ClientCredentialsIgnored))]
    public static partial void ClientCredentialsIgnored(ILogger logger, string section, string keys);
}

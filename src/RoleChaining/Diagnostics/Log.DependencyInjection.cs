using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>What registrations log.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "{Section} says {Keys}, which an AWS client of a role chain does not use: its credentials are the chain's.", EventName = nameof(ClientCredentialsIgnored))]
    public static partial void ClientCredentialsIgnored(ILogger logger, string section, string keys);

    [LoggerMessage(301, LogLevel.Warning, "The application's AWSOptions say {Settings}, which AWS clients of role chains do not use: their credentials are their chain's. Say in the chain what it begins with, by SourceProfile or WithSource.", EventName = nameof(AwsOptionsCredentialsIgnored))]
    public static partial void AwsOptionsCredentialsIgnored(ILogger logger, string settings);

    [LoggerMessage(302, LogLevel.Warning, "The application's AWSOptions are scoped, and AWS clients of role chains, which are singletons, do not use them. Register them as a singleton.", EventName = nameof(ScopedAwsOptionsIgnored))]
    public static partial void ScopedAwsOptionsIgnored(ILogger logger);

    [LoggerMessage(303, LogLevel.Warning, "Whether two configuration providers both list the hops of {Section} is not checked, because it is no section of the IConfiguration in the container. Register that configuration there.", EventName = nameof(HopsOfUnknownProviders))]
    public static partial void HopsOfUnknownProviders(ILogger logger, string section);
}

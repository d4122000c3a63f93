using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>The messages about registrations.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "{Section} sets {Settings}, which an AWS client of a role chain does not use: its credentials are those of the chain.", EventName = nameof(ClientCredentialsIgnored))]
    public static partial void ClientCredentialsIgnored(ILogger logger, string section, string settings);

    [LoggerMessage(301, LogLevel.Warning, "The application's AWSOptions set {Settings}, which AWS clients of role chains do not use: their credentials are those of the chain. Set the source in the chain, by SourceProfile or WithSource.", EventName = nameof(AwsOptionsCredentialsIgnored))]
    public static partial void AwsOptionsCredentialsIgnored(ILogger logger, string settings);

    [LoggerMessage(302, LogLevel.Warning, "The application's AWSOptions are scoped, and AWS clients of role chains, which are singletons, do not use them. Register them as a singleton.", EventName = nameof(ScopedAwsOptionsIgnored))]
    public static partial void ScopedAwsOptionsIgnored(ILogger logger);

    [LoggerMessage(303, LogLevel.Warning, "{Section} is not a section of the IConfiguration in the container, so it is not checked whether two configuration providers both list its hops. Register that configuration in the container.", EventName = nameof(HopsOfUnknownProviders))]
    public static partial void HopsOfUnknownProviders(ILogger logger, string section);

    [LoggerMessage(304, LogLevel.Error, "The changed options of {Chain} are wrong, so it goes on with the old ones: {Errors}", EventName = nameof(OptionsRefused))]
    public static partial void OptionsRefused(ILogger logger, string chain, string errors);

    [LoggerMessage(305, LogLevel.Information, "The options of {Chain} have changed, and it has moved to them: {Roles}.", EventName = nameof(OptionsReloaded))]
    public static partial void OptionsReloaded(ILogger logger, string chain, string roles);

    [LoggerMessage(306, LogLevel.Warning, "The options of {Chain} have changed, but there is no session by the new ones yet, so it goes on with the old ones and tries again: {Reason}", EventName = nameof(ReloadWaits))]
    public static partial void ReloadWaits(ILogger logger, string chain, string reason);
}

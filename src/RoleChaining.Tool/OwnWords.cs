using System.CommandLine;
using System.Text.RegularExpressions;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool;

/// <summary>
/// The library's messages in the command's words. They name properties of .NET objects, where the user of the command writes options or
/// lines of a profile. The keys of a file of <c>--config</c> are those properties, so its messages stay as they are.
/// </summary>
internal static partial class OwnWords
{
    private static readonly (string Phrase, string Words)[] Phrases =
    [
        (" The inner exception has the details.", ""),
        ("lengthen AttemptTimeout and TotalTimeout of the retry options", "lengthen the limits by Retry in a file of --config"),
        ("set UseSourceDirectly to true to use the source's credentials as they are", "use it without role-chain"),
        ("MfaSerialNumber and MfaTokenProvider", "an MFA device (--mfa-serial, mfa_serial)"),
        ("MfaTokenProvider failed or gave no six-digit code", "there was no MFA code of six digits"),
        ("Make MfaTokenProvider return the device's current code, as digits only", "Give it by --mfa-code or --mfa-process"),
        ("Region or FailoverRegions", "--region"),
        ("and name FailoverRegions", "or call another region by --region"),
        ("name FailoverRegions", "call another region by --region"),
    ];

    private static readonly (string Property, string Option, string Line)[] Properties =
    [
        (nameof(RoleHopOptions.RoleArn), "--hop", "role_arn"),
        (nameof(RoleHopOptions.ExternalId), "--external-id", "external_id"),
        (nameof(RoleHopOptions.SessionName), "--session-name", "role_session_name"),
        (nameof(RoleHopOptions.Duration), "--duration", "duration_seconds"),
        (nameof(RoleHopOptions.SourceIdentity), "--source-identity", "source_identity"),
        (nameof(RoleHopOptions.MfaSerialNumber), "--mfa-serial", "mfa_serial"),
        (nameof(RoleHopOptions.Tags), "--tag", "session_tags"),
    ];

    public static string Of(string message, ParseResult arguments)
    {
        if (ChainArguments.IsOfConfig(arguments))
        {
            return message;
        }

        foreach ((string phrase, string words) in Phrases)
        {
            message = message.Replace(phrase, words, StringComparison.Ordinal);
        }

        message = PropertyOfHop().Replace(message, "$1");
        bool isOfHops = ChainArguments.IsOfHops(arguments);
        return Word().Replace(message, match => Array.Find(Properties, one => one.Property == match.Value) is { Option: { } option } found
            ? isOfHops ? option : found.Line
            : match.Value);
    }

    // Not within an ARN, a condition key or a quoted value.
    [GeneratedRegex("""(?<![\w/:"-])[A-Z][A-Za-z]+(?![\w/"-])""")]
    private static partial Regex Word();

    [GeneratedRegex("the hop's ([A-Z][A-Za-z]+)")]
    private static partial Regex PropertyOfHop();
}

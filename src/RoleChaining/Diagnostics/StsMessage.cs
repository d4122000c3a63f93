using System.Text.RegularExpressions;
using RoleChaining.Text;

namespace RoleChaining.Diagnostics;

/// <summary>The message of STS as far as it may be shown: its validation errors repeat the values that were sent.</summary>
internal static partial class StsMessage
{
    private const string Hidden = "(hidden)";

    /// <summary>STS's message without secrets; <see langword="null"/> when it adds nothing or quotes a policy.</summary>
    public static string? Quote(HopFailure failure)
    {
        if (failure.Detail is not { Length: > 0 } message
            || failure.ErrorCode == "MalformedPolicyDocument"
            || StsDenial.Read(message) is not null)
        {
            return null;
        }

        message = Hide(message, failure);
        return failure.ErrorCode is null ? message.TrimEnd('.') : $"STS says {Quoted.AllLines(message, longest: 500)}";
    }

    /// <summary>Whether the message repeats something that must not be shown.</summary>
    public static bool HoldsSecret(HopFailure failure) =>
        failure.ErrorCode == "MalformedPolicyDocument" || Hide(failure.Detail, failure) != failure.Detail;

    private static string Hide(string message, HopFailure failure)
    {
        message = SecretValue().Replace(message, Hidden);
        foreach (string secret in Secrets(failure.Hop).Concat(failure.Secrets.Where(secret => secret.Length > 1)))
        {
            message = message.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return message;
    }

    private static IEnumerable<string> Secrets(RoleHop? hop) => hop is null
        ? []
        : new[] { hop.ExternalId, hop.Policy }
            .Concat(hop.Tags.Select(tag => tag.Value))
            .Concat(hop.ProvidedContexts.Select(context => context.ContextAssertion))
            .OfType<string>()
            .Where(secret => secret.Length > 1);

    // 1 validation error detected: Value 'VALUE' at 'externalId' failed to satisfy constraint: ...
    // The value may hold quotes itself, so what is hidden reaches from the first value to the last name that must not be shown.
    [GeneratedRegex(@"(?<=Value ').*(?=' at '(?:externalId|policy|tokenCode|tags|providedContexts|webIdentityToken))", RegexOptions.Singleline)]
    private static partial Regex SecretValue();
}

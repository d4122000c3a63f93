using System.Globalization;
using System.Text;

namespace RoleChaining.Profiles;

/// <summary>Writes a plan as profiles of the config file: the other way round of <see cref="ProfileChain"/>.</summary>
internal static class ProfileWriter
{
    public static void CheckNames(string profileName, string sourceProfile)
    {
        foreach (string name in (ReadOnlySpan<string>)[profileName, sourceProfile])
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            if (name.AsSpan().ContainsAny("\n\r\"']"))
            {
                throw new ArgumentException("A profile's name has no quotes, brackets or line ends.");
            }
        }

        if (profileName == sourceProfile)
        {
            throw new ArgumentException($"The chain's profile and its source are both \"{profileName}\".", nameof(sourceProfile));
        }
    }

    public static string Write(RoleChain chain, string profileName, string sourceProfile)
    {
        if (chain.Hops.Count == 0)
        {
            throw new InvalidOperationException("A chain without hops is its source's profile already.");
        }

        StringBuilder text = new();
        string source = sourceProfile;
        foreach (RoleHop hop in chain.Hops)
        {
            Check(hop);
            string name = hop.Number == chain.Hops.Count
                ? profileName
                : string.Create(CultureInfo.InvariantCulture, $"{profileName}-{hop.Number}");
            text.Append(text.Length == 0 ? "" : "\n").Append(SectionName.HeaderOf(name)).Append('\n');
            Add(text, Profile.RoleArn, hop.RoleArn);
            Add(text, "source_profile", source);
            Add(text, "role_session_name", hop.SessionName);
            Add(text, "external_id", hop.ExternalId);
            Add(text, "duration_seconds", hop.Duration?.TotalSeconds.ToString(CultureInfo.InvariantCulture));
            Add(text, "mfa_serial", hop.MfaSerialNumber);
            Add(text, "region", hop.Region ?? chain.Region);
            if (hop.SourceIdentity is not null || hop.Tags.Count > 0)
            {
                text.Append("# aws-vault and RoleChaining read what follows; the AWS CLI and SDKs do not.\n");
            }

            Add(text, "source_identity", hop.SourceIdentity);
            Add(text, "session_tags", List(hop.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
            Add(text, "transitive_session_tags", List(hop.Tags.Where(tag => tag.Transitive).Select(tag => tag.Key)));
            source = name;
        }

        return text.ToString();
    }

    // Left out, these would give a session that may do more than the chain's.
    private static void Check(RoleHop hop)
    {
        string? unwritable =
            hop.Policy is not null ? nameof(hop.Policy)
            : hop.PolicyArns.Count > 0 ? nameof(hop.PolicyArns)
            : hop.ProvidedContexts.Count > 0 ? nameof(hop.ProvidedContexts)
            : hop.ProvidedContextsProvider is not null ? nameof(hop.ProvidedContextsProvider)
            : hop.Tags.Any(IsUnwritable) ? "a tag with = in its key or a blank at an end"
            : null;
        if (unwritable is not null)
        {
            throw new InvalidOperationException(
                $"Hop {hop.Number} ({hop.RoleArn}) has {unwritable}, which a profile cannot say. Use the chain by credential_process.");
        }
    }

    private static bool IsUnwritable(SessionTag tag) =>
        tag.Key.Contains('=', StringComparison.Ordinal) || tag.Key != tag.Key.Trim() || tag.Value != tag.Value.Trim();

    private static string? List(IEnumerable<string> items) => string.Join(",", items) is { Length: > 0 } list ? list : null;

    private static void Add(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name} = {value}\n");
        }
    }
}

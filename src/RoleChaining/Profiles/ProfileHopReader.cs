using System.Globalization;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>
/// Turns a profile's <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html">role settings</see>
/// into a hop; <c>source_identity</c>, <c>session_tags</c> and <c>transitive_session_tags</c> are those that aws-vault reads.
/// </summary>
internal static class ProfileHopReader
{
    public static ProfileHop Read(Profile profile, ProfileErrors errors)
    {
        ProfileHop hop = new(profile);
        RoleHopOptions options = hop.Options;
        options.RoleArn = Text(hop, Profile.RoleArn, nameof(options.RoleArn));
        options.SessionName = Text(hop, "role_session_name", nameof(options.SessionName)) is { Length: > 0 } name ? name : null;
        options.ExternalId = Text(hop, "external_id", nameof(options.ExternalId));
        options.MfaSerialNumber = Text(hop, "mfa_serial", nameof(options.MfaSerialNumber));
        options.SourceIdentity = Text(hop, "source_identity", nameof(options.SourceIdentity));
        options.Region = Text(hop, "region", nameof(options.Region));
        ReadDuration(hop, errors);
        ReadTags(hop, errors);
        return hop;
    }

    private static string? Text(ProfileHop hop, string property, string option)
    {
        if (!hop.Profile.TryGet(property, out IniProperty? found))
        {
            return null;
        }

        hop.SetOrigin(option, found);
        return found.Value;
    }

    private static void ReadDuration(ProfileHop hop, ProfileErrors errors)
    {
        if (!hop.Profile.TryGet("duration_seconds", out IniProperty? property))
        {
            return;
        }

        hop.SetOrigin(nameof(RoleHopOptions.Duration), property);
        if (int.TryParse(property.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seconds))
        {
            hop.Options.Duration = TimeSpan.FromSeconds(seconds);
        }
        else
        {
            errors.Add(hop.Profile, property, $"is {Quoted.Text(property.Value)}; write whole seconds, such as 3600");
        }
    }

    private static void ReadTags(ProfileHop hop, ProfileErrors errors)
    {
        if (hop.Profile.TryGet("session_tags", out IniProperty? property))
        {
            hop.SetOrigin(nameof(RoleHopOptions.Tags), property);
            foreach (string tag in Items(property))
            {
                int equals = tag.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    errors.Add(hop.Profile, property, "has a tag without a key and =; write key=value, and a comma before the next");
                    return;
                }

                hop.Options.Tags.Add(tag[..equals].Trim(), tag[(equals + 1)..].Trim());
            }
        }

        if (!hop.Profile.TryGet("transitive_session_tags", out IniProperty? transitive))
        {
            return;
        }

        foreach (string key in Items(transitive))
        {
            if (hop.Options.Tags.FirstOrDefault(tag => tag.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } tag)
            {
                tag.Transitive = true;
            }
            else
            {
                errors.Add(
                    hop.Profile,
                    transitive,
                    $"names {Quoted.Text(key)}, which is not among session_tags; add {Quoted.FirstLine(key)}=value there, or remove it here");
            }
        }
    }

    private static string[] Items(IniProperty property) =>
        property.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

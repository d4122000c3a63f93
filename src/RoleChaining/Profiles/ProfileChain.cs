using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>A profile followed to its end: hops in the order they are assumed, and the credentials before them.</summary>
internal sealed class ProfileChain
{
    private ProfileChain(IReadOnlyList<ProfileHop> hops, ProfileCredentialSettings? keys)
    {
        Hops = hops;
        Keys = keys;
    }

    public IReadOnlyList<ProfileHop> Hops { get; }

    /// <summary>Null only when there are errors.</summary>
    public ProfileCredentialSettings? Keys { get; }

    /// <summary>Follows <c>source_profile</c> from the named profile to the one that has credentials.</summary>
    public static ProfileChain Follow(string name, ProfileFiles files, ProfileErrors errors)
    {
        List<ProfileHop> hops = [];
        if (files.Find(name) is not { } profile)
        {
            errors.Add($"Profile \"{name}\": {ProfileErrors.Sentence(files.Missing(name))}");
            return new ProfileChain(hops, keys: null);
        }

        while (true)
        {
            // Keys of its own end the chain, except in the profile asked for: there they may be what its own role is assumed with.
            if (!profile.IsRole || (hops.Count > 0 && profile.HasKeys))
            {
                return new ProfileChain(hops, ProfileCredentialSettingsReader.Read(profile, files, errors));
            }

            hops.Insert(0, ProfileHopReader.Read(profile, errors));
            if (!TryGetSource(profile, errors, out IniProperty? source))
            {
                return new ProfileChain(hops, keys: null);
            }

            if (source.Name == CredentialSource)
            {
                return new ProfileChain(hops, ProfileCredentialSettingsReader.ReadNamed(profile, source, errors));
            }

            if (source.Value == profile.Name && hops.Count == 1 && profile.HasKeys)
            {
                return new ProfileChain(hops, ProfileCredentialSettingsReader.Read(profile, files, errors));
            }

            if (FindNext(source, profile, hops, files, errors) is not { } next)
            {
                return new ProfileChain(hops, keys: null);
            }

            profile = next;
        }
    }

    private const string CredentialSource = "credential_source";
    private const string SourceProfile = "source_profile";

    private static bool TryGetSource(
        Profile profile, ProfileErrors errors, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IniProperty? source)
    {
        bool hasProfile = profile.TryGet(SourceProfile, out IniProperty? sourceProfile);
        bool hasSource = profile.TryGet(CredentialSource, out IniProperty? credentialSource);
        source = sourceProfile ?? credentialSource;
        if (hasProfile && hasSource)
        {
            errors.Add(profile, credentialSource!, $"is set, and so is {SourceProfile} at line {sourceProfile!.Line}; keep one of the two");
        }
        else if (source is null)
        {
            errors.Add(profile, Profile.RoleArn, $"is set, but neither {SourceProfile} nor {CredentialSource} says who assumes the role; write {SourceProfile} = "
                + (profile.HasKeys ? $"{profile.Name} to use the profile's own keys" : "and the profile whose credentials to use"));
        }

        return hasProfile != hasSource;
    }
    /// <summary>The profile that <c>source_profile</c> names; null where that is an error.</summary>
    private static Profile? FindNext(
        IniProperty source, Profile profile, List<ProfileHop> hops, ProfileFiles files, ProfileErrors errors)
    {
        if (hops.Exists(hop => hop.Profile.Name == source.Value))
        {
            string loop = string.Join(" -> ", hops.Select(hop => hop.Profile.Name).Reverse().Append(source.Value));
            errors.Add(
                profile,
                source,
                $"is {Quoted.Text(source.Value)}, which makes a loop: {loop}; name a profile that has credentials of its own");
            return null;
        }

        if (files.Find(source.Value) is not { } next)
        {
            errors.Add(profile, source, $"is {Quoted.Text(source.Value)}, but {files.Missing(source.Value)}");
            return null;
        }

        return next;
    }
}

using RoleChaining.Planning;

namespace RoleChaining.Profiles;

/// <summary>Options after the profile that they name has been followed: its hops stand before those of the options.</summary>
internal sealed class FollowedOptions
{
    private static readonly TimeSpan LongestChained = TimeSpan.FromHours(1);

    private readonly IReadOnlyList<ProfileHop> _profileHops;
    private readonly string? _regionPlace;

    private FollowedOptions(
        RoleChainOptions options, RoleChainSourceOptions source, ProfileKeys? keys, IReadOnlyList<ProfileHop> profileHops, string? regionPlace)
    {
        Options = options;
        Source = source;
        Keys = keys;
        _profileHops = profileHops;
        _regionPlace = regionPlace;
    }

    public RoleChainOptions Options { get; }

    public RoleChainSourceOptions Source { get; }

    /// <summary>What the chain begins with; null when the profile does not say it.</summary>
    public ProfileKeys? Keys { get; }

    /// <param name="sourceIsGiven">The caller has said what the chain begins with: the profile gives the hops alone.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The files are at fault: all of it is told.</exception>
    public static FollowedOptions Of(
        RoleChainOptions options, RoleChainSourceOptions source, bool sourceIsGiven, Func<string, CancellationToken, Task<string>>? mfaTokenProvider)
    {
        RoleChainOptions followed = options.Copy();
        ProfileKeys? keys = null;
        IReadOnlyList<ProfileHop> hops = [];
        string? regionPlace = null;
        if (!string.IsNullOrWhiteSpace(options.Profile))
        {
            ProfileFaults faults = new();
            ProfileFiles files = ProfileFiles.Read(faults);
            ProfileChain chain = ProfileChain.Follow(options.Profile, files, faults);
            faults.ThrowIfAny();
            hops = chain.Hops;
            if (!sourceIsGiven)
            {
                keys = chain.Keys;
                source = new RoleChainSourceOptions { IsTemporary = keys!.IsSession == true };
            }

            bool firstIsChained = sourceIsGiven ? source.IsTemporary : keys!.IsSession != false;
            Prepend(followed, hops, firstIsChained);
            if (followed.Region is null && files.Find(options.Profile) is { } profile && profile.TryGet("region", out IniProperty? region))
            {
                (followed.Region, regionPlace) = (region.Value, ProfileFaults.Place(profile, region));
            }
        }

        GiveMfaTokenProvider(followed, mfaTokenProvider);
        return new FollowedOptions(followed, source, keys, hops, regionPlace);
    }

    /// <summary>Checks and plans; a fault in a hop of the files names its line.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The chain breaks rules; every fault is listed.</exception>
    public RoleChain Plan() => ChainPlanner.Plan(
        Options,
        Source,
        fault => fault.HopNumber is { } number && number <= _profileHops.Count ? _profileHops[number - 1].Explain(fault)
            : fault.Property == nameof(Options.Region) && _regionPlace is not null ? $"{_regionPlace}: {fault.Message}"
            : fault.Message);

    private static void Prepend(RoleChainOptions followed, IReadOnlyList<ProfileHop> hops, bool firstIsChained)
    {
        for (int i = 0; i < hops.Count; i++)
        {
            RoleHopOptions hop = hops[i].Options;
            if (followed.ClampProfileDurations && hop.Duration > LongestChained && (i > 0 || firstIsChained))
            {
                hop.Duration = LongestChained;
            }

            // A region that is given in code or configuration is nearer than the files'.
            hop.Region = followed.Region is null ? hop.Region : null;
            followed.Hops.Insert(i, hop);
        }
    }

    private static void GiveMfaTokenProvider(RoleChainOptions followed, Func<string, CancellationToken, Task<string>>? provider)
    {
        for (int i = 0; provider is not null && i < followed.Hops.Count; i++)
        {
            if (followed.Hops[i] is { MfaSerialNumber: { } serial, MfaTokenProvider: null } hop)
            {
                followed.Hops[i] = hop.Copy();
                followed.Hops[i].MfaTokenProvider = cancellationToken => provider(serial, cancellationToken);
            }
        }
    }
}

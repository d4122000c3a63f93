using System.Globalization;
using RoleChaining.Planning;

namespace RoleChaining.Profiles;

/// <summary>Options after the profile that they name has been followed: its hops stand before those of the options.</summary>
internal sealed class FollowedOptions
{
    private readonly ProfileErrors _errors;

    private FollowedOptions(
        RoleChainOptions options,
        RoleChainSourceOptions source,
        ProfileCredentialSettings? keys,
        IReadOnlyList<ProfileHop> profileHops,
        string? regionPlace,
        ProfileErrors errors)
    {
        Options = options;
        Source = source;
        Keys = keys;
        ProfileHops = profileHops;
        RegionPlace = regionPlace;
        _errors = errors;
    }

    public RoleChainOptions Options { get; }

    public RoleChainSourceOptions Source { get; }

    /// <summary>What the chain begins with; null when the profile does not say it, or the files are at error.</summary>
    public ProfileCredentialSettings? Keys { get; }

    /// <summary>Where in the files the chain's region stands; null when they do not give it.</summary>
    public string? RegionPlace { get; }

    /// <summary>The first of the hops, which are those of the files.</summary>
    public IReadOnlyList<ProfileHop> ProfileHops { get; }

    /// <param name="sourceIsGiven">The caller has set the source, so the profile gives the hops alone.</param>
    /// <param name="sessionName">The name of sessions that nothing names; null for the application's.</param>
    public static FollowedOptions Read(
        RoleChainOptions options,
        RoleChainSourceOptions source,
        bool sourceIsGiven,
        string? sessionName,
        Func<string, CancellationToken, Task<string>>? mfaTokenProvider)
    {
        RoleChainOptions followed = options.Copy();
        ProfileCredentialSettings? keys = null;
        IReadOnlyList<ProfileHop> hops = [];
        string? regionPlace = null;
        ProfileErrors errors = new();
        ProfileFiles? files = string.IsNullOrWhiteSpace(options.Profile) ? null : ProfileFiles.Read(errors);
        if (files is not null)
        {
            // What could be read is checked too where the files are at error, so that all errors are told at once.
            ProfileChain chain = ProfileChain.Follow(options.Profile!, files, errors);
            hops = chain.Hops;
            if (!sourceIsGiven)
            {
                keys = chain.Keys;
                source = new RoleChainSourceOptions { IsTemporary = keys?.IsSession == true };
            }

            bool firstIsChained = sourceIsGiven ? source.IsTemporary : keys is not null && keys.IsSession != false;
            Prepend(followed, hops, firstIsChained);
            if (followed.Region is null && files.Find(options.Profile!) is { } profile && profile.TryGet("region", out IniProperty? region))
            {
                (followed.Region, regionPlace) = (region.Value, ProfileErrors.Place(profile, region));
            }
        }

        for (int i = 0; i < followed.Hops.Count; i++)
        {
            followed.Hops[i] = Complete(followed.Hops[i], sessionName, mfaTokenProvider);
        }

        return new FollowedOptions(followed, source, keys, hops, regionPlace, errors);
    }

    /// <summary>
    /// Every error of the files and of the chain. One in the files names its line and belongs to <see cref="RoleChainOptions.Profile"/>;
    /// another's property is where it stands in the options before the profile was followed.
    /// </summary>
    public IReadOnlyList<ChainError> Validate() =>
        [.. _errors.All.Select(InFiles), .. ChainPlanner.Validate(Options, Source).Select(Place)];

    /// <summary>Checks and plans.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The files or the chain break rules; every error is listed.
    /// </exception>
    public RoleChain Plan(string name)
    {
        ChainPlanner.ThrowIfAny(Validate());
        return ChainPlanner.Plan(Options, Source, name);
    }

    private ChainError Place(ChainError error)
    {
        if (error.HopNumber is not { } number)
        {
            return error.Property == nameof(Options.Region) && RegionPlace is not null
                ? InFiles($"{RegionPlace}: {error.Message}")
                : error;
        }

        if (number <= ProfileHops.Count)
        {
            return InFiles(ProfileHops[number - 1].Explain(error));
        }

        string[] path = error.Property.Split(':');
        path[1] = (number - ProfileHops.Count - 1).ToString(CultureInfo.InvariantCulture);
        return error with { Property = string.Join(':', path) };
    }

    private static ChainError InFiles(string message) => new(HopNumber: null, nameof(RoleChainOptions.Profile), message);

    private static void Prepend(RoleChainOptions followed, IReadOnlyList<ProfileHop> hops, bool firstIsChained)
    {
        for (int i = 0; i < hops.Count; i++)
        {
            RoleHopOptions hop = hops[i].Options;
            if (followed.ClampProfileDurations && hop.Duration > AwsLimits.MaxChainedDuration && (i > 0 || firstIsChained))
            {
                hop.Duration = AwsLimits.MaxChainedDuration;
            }

            // A region that is given in code or configuration is nearer than the files'.
            hop.Region = followed.Region is null ? hop.Region : null;
            followed.Hops.Insert(i, hop);
        }
    }

    /// <summary>The hop with what the chain gives to hops that lack it. The caller's own object stays as it is.</summary>
    private static RoleHopOptions Complete(
        RoleHopOptions hop, string? sessionName, Func<string, CancellationToken, Task<string>>? mfaTokenProvider)
    {
        bool lacksName = sessionName is not null && hop is { SessionName: null };
        bool lacksCodes = mfaTokenProvider is not null && hop is { MfaSerialNumber: not null, MfaTokenProvider: null };
        if (!lacksName && !lacksCodes)
        {
            return hop;
        }

        RoleHopOptions completed = hop.Copy();
        completed.SessionName ??= sessionName;
        if (lacksCodes)
        {
            completed.MfaTokenProvider = cancellationToken => mfaTokenProvider!(hop.MfaSerialNumber!, cancellationToken);
        }

        return completed;
    }
}

using System.Globalization;
using RoleChaining.Planning;

namespace RoleChaining.Profiles;

/// <summary>Options after the profile that they name has been followed: its hops stand before those of the options.</summary>
internal sealed class FollowedOptions
{
    private readonly IReadOnlyList<ProfileHop> _profileHops;
    private readonly string? _regionPlace;
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
        _profileHops = profileHops;
        _regionPlace = regionPlace;
        _errors = errors;
    }

    public RoleChainOptions Options { get; }

    public RoleChainSourceOptions Source { get; }

    /// <summary>What the chain begins with; null when the profile does not say it, or the files are at error.</summary>
    public ProfileCredentialSettings? Keys { get; }

    /// <param name="sourceIsGiven">The caller has set the source, so the profile gives the hops alone.</param>
    public static FollowedOptions Read(
        RoleChainOptions options, RoleChainSourceOptions source, bool sourceIsGiven, Func<string, CancellationToken, Task<string>>? mfaTokenProvider)
    {
        RoleChainOptions followed = options.Copy();
        ProfileCredentialSettings? keys = null;
        IReadOnlyList<ProfileHop> hops = [];
        string? regionPlace = null;
        ProfileErrors errors = new();
        ProfileFiles? files = string.IsNullOrWhiteSpace(options.Profile) ? null : ProfileFiles.Read(errors);
        if (files is not null && ProfileChain.Follow(options.Profile!, files, errors) is var chain && errors.Count == 0)
        {
            hops = chain.Hops;
            if (!sourceIsGiven)
            {
                keys = chain.Keys;
                source = new RoleChainSourceOptions { IsTemporary = keys!.IsSession == true };
            }

            bool firstIsChained = sourceIsGiven ? source.IsTemporary : keys!.IsSession != false;
            Prepend(followed, hops, firstIsChained);
            if (followed.Region is null && files.Find(options.Profile!) is { } profile && profile.TryGet("region", out IniProperty? region))
            {
                (followed.Region, regionPlace) = (region.Value, ProfileErrors.Place(profile, region));
            }
        }

        GiveMfaTokenProvider(followed, mfaTokenProvider);
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
            return error.Property == nameof(Options.Region) && _regionPlace is not null
                ? InFiles($"{_regionPlace}: {error.Message}")
                : error;
        }

        if (number <= _profileHops.Count)
        {
            return InFiles(_profileHops[number - 1].Explain(error));
        }

        string[] path = error.Property.Split(':');
        path[1] = (number - _profileHops.Count - 1).ToString(CultureInfo.InvariantCulture);
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

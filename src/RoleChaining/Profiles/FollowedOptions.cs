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
        ProfileClientSettings? settings,
        ProfileErrors errors)
    {
        Options = options;
        Source = source;
        Keys = keys;
        ProfileHops = profileHops;
        RegionPlace = options.Region == settings?.Region ? settings?.RegionPlace : null;
        StsClientSettings? found = settings?.Client;
        string? endpoint = options.StsEndpoint ?? found?.Endpoint;
        bool hasHost = endpoint is not null; // an address is the whole host, so environment and profile have no say in its kind
        Client = (found ?? new StsClientSettings()) with
        {
            Endpoint = endpoint,
            UseFipsEndpoint = options.UseFipsEndpoint ?? (hasHost ? null : found?.UseFipsEndpoint),
            UseDualStackEndpoint = options.UseDualStackEndpoint ?? (hasHost ? null : found?.UseDualStackEndpoint),
            CaBundle = settings is null ? ProfileClientSettings.CaBundleOfEnvironment : settings.Client.CaBundle,
        };
        _errors = errors;
    }

    public RoleChainOptions Options { get; }

    public RoleChainSourceOptions Source { get; }

    /// <summary>What the chain begins with; null when the profile does not say it, or the files are at error.</summary>
    public ProfileCredentialSettings? Keys { get; }

    /// <summary>The variable or the line of a file that gives the chain's region; null when neither does.</summary>
    public string? RegionPlace { get; }

    /// <summary>How STS is reached.</summary>
    public StsClientSettings Client { get; }

    /// <summary>The first of the hops, which are those of the files.</summary>
    public IReadOnlyList<ProfileHop> ProfileHops { get; }

    /// <param name="sourceIsGiven">The caller has set the source, so the profile gives the hops alone.</param>
    /// <param name="settingsProfile">The profile in use where the options name none; null leaves its settings to the AWS SDK.</param>
    /// <param name="sessionName">The name of sessions that nothing names; null for the application's.</param>
    public static FollowedOptions Read(
        RoleChainOptions options,
        RoleChainSourceOptions source,
        bool sourceIsGiven,
        string? settingsProfile,
        string? sessionName,
        Func<string, CancellationToken, Task<string>>? mfaTokenProvider)
    {
        RoleChainOptions followed = options.Copy();
        ProfileCredentialSettings? keys = null;
        IReadOnlyList<ProfileHop> hops = [];
        ProfileErrors errors = new();
        ProfileClientSettings? settings = null;
        ProfileFiles? files = null;
        if (FirstNamed(options.Profile, options.SourceProfile, settingsProfile) is { } inUse)
        {
            // A source's profile is read again when it is needed, and then tells what is wrong with the files.
            ProfileErrors ofFiles = inUse == options.SourceProfile && inUse != options.Profile ? new() : errors;
            files = ProfileFiles.Read(ofFiles);
            settings = ProfileClientSettings.Read(files.Find(inUse), files, ofFiles);
            followed.Region ??= settings.Region;
        }

        if (files is not null && !string.IsNullOrWhiteSpace(options.Profile))
        {
            // What could be read is checked too where the files are at error, so that all errors are told at once.
            ProfileChain chain = ProfileChain.Follow(options.Profile, files, errors);
            hops = chain.Hops;
            if (!sourceIsGiven)
            {
                keys = chain.Keys;
                source = new RoleChainSourceOptions { IsTemporary = keys?.IsSession == true, WebIdentity = keys?.FindWebIdentity(sessionName) };
            }

            bool firstIsChained = sourceIsGiven ? source.IsTemporary : keys is not null && keys.IsSession != false;
            Prepend(followed, hops, firstIsChained);
        }

        for (int i = 0; i < followed.Hops.Count; i++)
        {
            followed.Hops[i] = Complete(followed.Hops[i], sessionName, mfaTokenProvider);
        }

        return new FollowedOptions(followed, source, keys, hops, settings, errors);
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

    private static string? FirstNamed(params ReadOnlySpan<string?> profiles)
    {
        foreach (string? profile in profiles)
        {
            if (!string.IsNullOrWhiteSpace(profile))
            {
                return profile;
            }
        }

        return null;
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

            // One region for all hops, as the AWS CLI has it. Where nothing gives it, that of the hop's own profile is better than a guess.
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

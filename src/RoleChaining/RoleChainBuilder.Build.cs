using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Planning;
using RoleChaining.Profiles;
using RoleChaining.Sessions;
using RoleChaining.Sources;
using RoleChaining.Sts;

namespace RoleChaining;

/// <content>From the settings to a plan, a tree and credentials.</content>
public sealed partial class RoleChainBuilder
{
    /// <summary>Checks the chain and returns its plan alone. Calls nothing.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The chain or a profile breaks rules; every error is listed.
    /// </exception>
    public RoleChain BuildChain() => Follow().Plan(_name);

    /// <summary>Checks the chain and returns its credentials. Calls nothing: sessions are obtained when first read.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The chain or a profile breaks rules; every error is listed.
    /// </exception>
    /// <exception cref="InvalidOperationException">This builder has built already.</exception>
    public ChainedAWSCredentials Build() => new(BuildBranch(trees: null));

    /// <summary>The errors that <see cref="Build()"/> would throw, each where it stands in these options.</summary>
    internal IReadOnlyList<ChainError> Validate() => CacheError is { } error ? [.. Follow().Validate(), error] : Follow().Validate();

    /// <summary>Builds a branch of one of these trees, or of a new one.</summary>
    internal ChainBranch BuildBranch(SessionTrees? trees)
    {
        ThrowIfBuilt();
        FollowedOptions followed = Follow();
        if (CacheError is { } error)
        {
            ChainPlanner.ThrowIfAny([.. followed.Validate(), error]);
        }

        RoleChain chain = followed.Plan(_name);
        _built = true;
        SessionTree Create() => CreateTree(chain, followed.Client, followed.Keys);
        return new ChainBranch(
            trees?.GetOrAdd(Identity(chain, followed.Client, followed.Keys), Create) ?? Create(), chain, followed.Source);
    }

    /// <summary>A builder that changes these very options, and not a copy.</summary>
    internal static RoleChainBuilder For(RoleChainOptions options, string name) => new(options, name);

    /// <summary>The options as they are so far, for those who read them from elsewhere.</summary>
    internal RoleChainOptions Options => _options;

    /// <summary>As <see cref="WithSourceProfile"/>, with the profile's name left to the rules.</summary>
    internal void ReadSourceProfile(string? profileName) => (_source, _options.SourceProfile, _sourceOptions.WebIdentity) = (null, profileName, null);

    /// <summary>Names the sessions that have no name of their own: of hops, and of a web identity.</summary>
    internal RoleChainBuilder WithSessionName(string sessionName)
    {
        _sessionName = sessionName;
        return this;
    }

    /// <summary>
    /// Reads the settings of clients (region, endpoint, FIPS and others) from this profile where the options name none, rather than
    /// leave them to the AWS SDK.
    /// </summary>
    internal RoleChainBuilder WithSettingsOf(string profile)
    {
        _settingsProfile = profile;
        return this;
    }

    /// <summary>Asks for the region of a chain that has none, before the AWS SDK is asked.</summary>
    internal RoleChainBuilder WithDefaultRegion(Func<string?> find)
    {
        _findDefaultRegion = find;
        return this;
    }

    /// <summary>Uses the container's cache, where the options ask for one and the chain has none of its own.</summary>
    internal RoleChainBuilder WithSharedCache(Func<IRoleSessionCache?> find)
    {
        _cache ??= _options.SharedSessions ? find() : null;
        return this;
    }

    internal RoleChainBuilder WithInstruments(Instruments instruments)
    {
        _instruments = instruments;
        return this;
    }

    /// <summary>The options after their profile has been followed, with all that is wrong in them.</summary>
    internal FollowedOptions Follow() => FollowedOptions.Read(
        _options,
        _sourceOptions,
        sourceIsGiven: _source is not null || _options.SourceProfile is not null || _sourceOptions.WebIdentity is not null,
        _settingsProfile,
        _sessionName,
        _mfaTokenProvider);

    /// <summary>What is wrong besides the options themselves.</summary>
    private ChainError? CacheError => !_options.SharedSessions || _cache is not null ? null : new ChainError(
        HopNumber: null,
        nameof(_options.SharedSessions),
        "SharedSessions is true, and there is no session cache to share them by; call AddSharedSessions of the package RoleChaining.Caching "
        + "on the container's services, or give the chain a cache by WithSessionCache.");

    private SessionTree CreateTree(RoleChain chain, StsClientSettings client, ProfileCredentialSettings? keys)
    {
        ILogger logger = SafeLogger.Create(_loggerFactory);
        StsGateway sts = new(new StsSettings
        {
            ChainName = _name,
            Region = chain.Region,
            FailoverRegions = chain.FailoverRegions,
            Client = client,
            FindDefaultRegion = _findDefaultRegion,
            Configure = _configureSts,
            Retry = _options.Retry.Copy(),
            Pipelines = _pipelines,
            Clock = _clock,
            Logger = logger,
            Instruments = _instruments,
        });
        SessionContext context = new()
        {
            ChainName = _name,
            Clock = _clock,
            Refresh = _options.Refresh.Copy(),
            Logger = logger,
            Instruments = _instruments,
            Cache = _cache is null ? null : new SafeSessionCache(_cache, _options.Profile, _clock, logger, _instruments),
        };
        return new SessionTree(Source(chain, sts, keys), sts, context);
    }

    private TreeIdentity Identity(RoleChain chain, StsClientSettings client, ProfileCredentialSettings? keys) => new(_source,
    [
        _options.SourceProfile, keys, _sessionName, .. Settings(_sourceOptions.WebIdentity),
        _sourceOptions.IsTemporary, _sourceOptions.SourceIdentity,
        _sourceOptions.InheritedTransitiveTagKeys.Count, .. _sourceOptions.InheritedTransitiveTagKeys,
        chain.Region, chain.FailoverRegions.Count, .. chain.FailoverRegions, client,
        .. _options.Refresh.Settings, .. _options.Retry.Settings,
        _configureSts, _pipelines?.Create, _mfaTokenProvider, _cache, _clock, _loggerFactory, _instruments,
    ]);

    private static object?[] Settings(WebIdentitySourceOptions? web) =>
        [web is not null, web?.RoleArn, web?.TokenFile, web?.SessionName, web?.Duration, web?.TokenProvider];

    private ISessionIssuer Source(RoleChain chain, StsGateway sts, ProfileCredentialSettings? keys)
    {
        WebIdentityIssuer WebIdentity(WebIdentitySourceOptions options) =>
            new(options, _sessionName, [chain.Region, .. chain.FailoverRegions], sts);
        if ((_sourceOptions.WebIdentity ?? keys?.FindWebIdentity(_sessionName)) is { } webIdentity)
        {
            return WebIdentity(webIdentity);
        }

        ILogger logger = SafeLogger.Create(_loggerFactory);
        CredentialsIssuer Credentials(ICredentialsSource source) => new(source, _options.Retry.TotalTimeout, _clock);
        return _options.SourceProfile is { } profile ? Credentials(new ProfileSource(profile, FollowAsSource, _clock, logger))
            : _source is not null ? Credentials(new GivenSource(_source))
            : keys is not null ? Credentials(new ProfileCredentialsSource(keys, _clock, logger))
            : new DefaultIssuer(Credentials(new DefaultSource()), WebIdentity(new WebIdentitySourceOptions()));
    }

    /// <summary>A profile that is a source and a role at once is a chain before this one, set up alike.</summary>
    private ChainedAWSCredentials FollowAsSource(string profile)
    {
        RoleChainOptions options = _options.Copy();
        options.Hops.Clear();
        options.UseSourceDirectly = false;
        RoleChainBuilder source = new RoleChainBuilder(options).FollowProfile(
            profile, _options.ClampProfileDurations).WithTimeProvider(_clock).WithLoggerFactory(_loggerFactory);
        (
            source._configureSts,
            source._pipelines,
            source._mfaTokenProvider,
            source._sessionName,
            source._settingsProfile,
            source._findDefaultRegion,
            source._cache,
            source._instruments) = (
            _configureSts, _pipelines, _mfaTokenProvider, _sessionName, _settingsProfile, _findDefaultRegion, _cache, _instruments);
        return source.Build();
    }

    private void ThrowIfBuilt()
    {
        if (_built)
        {
            throw new InvalidOperationException(
                "This RoleChainBuilder has built its chain. Make a new one, or use ChainedAWSCredentials.AssumeRole to add a hop.");
        }
    }
}

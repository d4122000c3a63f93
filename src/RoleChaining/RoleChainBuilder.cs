using Amazon.Runtime;
using Amazon.SecurityToken;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using RoleChaining.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Requests;
using RoleChaining.Sources;
using RoleChaining.Sts;

namespace RoleChaining;

/// <summary>
/// Describes a chain: a source, then roles, each assumed with the session of the one before. A builder builds once; it is not
/// thread-safe, what it builds is.
/// </summary>
/// <example>
/// <code>
/// ChainedAWSCredentials credentials = new RoleChainBuilder()
///     .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
///     .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole")
///     .Build();
/// var s3 = new AmazonS3Client(credentials);
/// </code>
/// </example>
public sealed partial class RoleChainBuilder
{
    private readonly RoleChainOptions _options;
    private readonly string _name;
    private readonly RoleChainSourceOptions _sourceOptions = new();
    private AWSCredentials? _source;
    private TimeProvider _clock = TimeProvider.System;
    private ILoggerFactory _loggerFactory = NullLoggerFactory.Instance;
    private Action<AmazonSecurityTokenServiceConfig>? _configureSts;
    private CallersPipelines? _pipelines;
    private Func<string, CancellationToken, Task<string>>? _mfaTokenProvider;
    private string? _sessionName;
    private string? _settingsProfile;
    private Func<string?>? _findDefaultRegion;
    private Instruments _instruments = Instruments.Process;
    private IRoleSessionCache? _cache;
    private bool _built;

    /// <summary>Begins a chain from the AWS SDK's default credentials.</summary>
    public RoleChainBuilder()
        : this(new RoleChainOptions())
    {
    }

    /// <summary>Begins with a copy of the options; further calls add to it.</summary>
    public RoleChainBuilder(RoleChainOptions options)
        : this(options?.Copy()!, name: "")
    {
    }

    private RoleChainBuilder(RoleChainOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _name) = (options, name);
    }

    /// <summary>Begins with what a profile says: short for a new builder's <see cref="FollowProfile"/>.</summary>
    /// <inheritdoc cref="FollowProfile"/>
    public static RoleChainBuilder FromProfile(string? profileName = null, bool clampDurations = false) =>
        new RoleChainBuilder().FollowProfile(profileName, clampDurations);

    /// <summary>Begins the chain with these credentials.</summary>
    /// <param name="credentials">Any AWS credentials. Null is refused, because an AWS client takes it for its default credentials.</param>
    /// <param name="configure">Sets what cannot be read from the credentials.</param>
    public RoleChainBuilder WithSource(AWSCredentials credentials, Action<RoleChainSourceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ThrowIfBuilt();
        (_source, _options.SourceProfile, _sourceOptions.WebIdentity) = (credentials, null, null);
        SourceKnowledge.Apply(credentials is MinimumLifetimeCredentials view ? view.Chain : credentials, _sourceOptions);
        configure?.Invoke(_sourceOptions);
        return this;
    }

    /// <summary>
    /// Begins the chain with the AWS SDK's default credentials, found when they are first needed, as a chain without any source does; and
    /// says what only the caller can know of them, such as the tags of EKS Pod Identity. A profile that is followed goes before them.
    /// </summary>
    /// <param name="configure">Describes the credentials.</param>
    public RoleChainBuilder WithDefaultSource(Action<RoleChainSourceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfBuilt();
        (_source, _options.SourceProfile, _sourceOptions.WebIdentity) = (null, null, null);
        (_sourceOptions.IsTemporary, _sourceOptions.SourceIdentity) = (false, null);
        _sourceOptions.InheritedTransitiveTagKeys.Clear();
        configure(_sourceOptions);
        return this;
    }

    /// <summary>
    /// Begins the chain with a profile's credentials, as a source and no more: a profile that is itself a role counts as no hop. It is read
    /// when first needed, and again at each refresh.
    /// </summary>
    public RoleChainBuilder WithSourceProfile(string profileName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(profileName);
        ThrowIfBuilt();
        ReadSourceProfile(profileName);
        return this;
    }

    /// <summary>
    /// Begins the chain as the shared AWS files say: the profile's <c>source_profile</c> and those after it are followed to the first that
    /// has credentials, and each <c>role_arn</c> on the way is a hop. Hops added to the builder come after these. A source that is set
    /// afterwards stands in for the files' own. The files are read when the chain is built. See
    /// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html">the files' settings</see>.
    /// </summary>
    /// <param name="profileName">Null follows the profile that AWS_PROFILE names, else <c>default</c>.</param>
    /// <param name="clampDurations">
    /// Shortens a <c>duration_seconds</c> beyond the hour of a chained session to that hour; else it is refused, as AWS would refuse it.
    /// The first hop's too, unless the source is known for a long-term key.
    /// </param>
    public RoleChainBuilder FollowProfile(string? profileName = null, bool clampDurations = false)
    {
        profileName ??= ProfileFiles.CurrentProfile;
        ArgumentException.ThrowIfNullOrWhiteSpace(profileName);
        ThrowIfBuilt();
        (_source, _options.SourceProfile, _sourceOptions.WebIdentity) = (null, null, null);
        (_options.Profile, _options.ClampProfileDurations) = (profileName, clampDurations);
        return this;
    }

    /// <summary>
    /// Begins the chain with a web identity (EKS service account, GitHub OIDC) by a call of our own. It is also what the default source
    /// does where the environment names a web identity and no keys.
    /// </summary>
    public RoleChainBuilder WithWebIdentitySource(Action<WebIdentitySourceOptions>? configure = null)
    {
        ThrowIfBuilt();
        WebIdentitySourceOptions webIdentity = new();
        configure?.Invoke(webIdentity);
        if (webIdentity is { TokenFile: not null, TokenProvider: not null })
        {
            throw new ArgumentException("TokenFile and TokenProvider are both set; keep one of them.", nameof(configure));
        }

        (_source, _options.SourceProfile, _sourceOptions.WebIdentity) = (null, null, webIdentity);
        _sourceOptions.IsTemporary = true;
        return this;
    }

    /// <summary>Calls STS in this region, and in the others, in order, while it fails or cannot be reached.</summary>
    public RoleChainBuilder WithRegion(string region, IEnumerable<string>? failover = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(region);
        ThrowIfBuilt();
        _options.Region = region;
        _options.FailoverRegions.Clear();
        foreach (string other in failover ?? [])
        {
            _options.FailoverRegions.Add(other);
        }

        return this;
    }

    /// <summary>Adds a hop: the role that is assumed with the session of the one before, or with the source.</summary>
    public RoleChainBuilder AssumeRole(string roleArn, Action<RoleHopOptions>? configure = null)
    {
        ThrowIfBuilt();
        RoleHopOptions hop = new() { RoleArn = roleArn };
        configure?.Invoke(hop);
        _options.Hops.Add(hop);
        return this;
    }

    /// <summary>Changes a hop that is there, such as one that configuration lists. Hops of a followed profile are not among them.</summary>
    /// <param name="number">The hop's place, 1-based.</param>
    /// <param name="configure">Changes its options.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such hop so far.</exception>
    public RoleChainBuilder ConfigureHop(int number, Action<RoleHopOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfBuilt();
        if (number < 1 || number > _options.Hops.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(number),
                number,
                $"There is no hop {number} to configure: the chain{(_name.Length == 0 ? "" : $" '{_name}'")} has {_options.Hops.Count} so far. "
                + "Hops are counted from 1; add one with AssumeRole.");
        }

        RoleHopOptions hop = _options.Hops[number - 1]?.Copy() ?? new();
        configure(hop);
        _options.Hops[number - 1] = hop;
        return this;
    }

    /// <summary>
    /// Gives the codes of MFA devices by their serial number, for hops that name a device and no provider of their own: those of profiles
    /// and of configuration. Like <see cref="RoleHopOptions.MfaTokenProvider"/> it is asked again for every attempt, from any thread.
    /// </summary>
    public RoleChainBuilder WithMfaTokenProvider(Func<string, CancellationToken, Task<string>> mfaTokenProvider)
    {
        ArgumentNullException.ThrowIfNull(mfaTokenProvider);
        ThrowIfBuilt();
        _mfaTokenProvider = mfaTokenProvider;
        return this;
    }

    /// <summary>Sets when sessions are refreshed and what happens when that fails.</summary>
    public RoleChainBuilder WithRefresh(Action<RoleChainRefreshOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfBuilt();
        configure(_options.Refresh);
        return this;
    }

    /// <summary>Sets how one AssumeRole is tried again.</summary>
    public RoleChainBuilder WithRetry(Action<RoleChainRetryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfBuilt();
        configure(_options.Retry);
        return this;
    }

    /// <summary>
    /// Uses a Polly pipeline of the caller's own per hop in place of <see cref="WithRetry"/>: asked once per hop, used for synchronous
    /// and asynchronous calls, in the background too, where its retries should be few. Ask
    /// <see cref="RoleChainRetryOptions.IsTransient"/> what to try again.
    /// </summary>
    public RoleChainBuilder WithResiliencePipeline(Func<RoleHop, ResiliencePipeline> pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ThrowIfBuilt();
        _pipelines = new CallersPipelines(pipeline);
        return this;
    }

    /// <summary>Reads this clock in place of the system's.</summary>
    public RoleChainBuilder WithTimeProvider(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ThrowIfBuilt();
        _clock = timeProvider;
        return this;
    }

    /// <summary>
    /// Looks for sessions in this cache before STS is asked, and stores there what STS issues, so that other processes find it. A cache
    /// that fails is logged and done without. The source's own credentials are never stored.
    /// </summary>
    public RoleChainBuilder WithSessionCache(IRoleSessionCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ThrowIfBuilt();
        _cache = cache;
        return this;
    }

    /// <summary>
    /// Shares sessions with other processes and machines by the container's <see cref="IRoleSessionCache"/>: that which
    /// <c>AddSharedSessions</c> of the package <c>RoleChaining.Caching</c> registers. For chains of a container; outside one, the package's
    /// own <c>WithSharedSessions</c> takes the cache.
    /// </summary>
    public RoleChainBuilder WithSharedSessions()
    {
        ThrowIfBuilt();
        _options.SharedSessions = true;
        return this;
    }

    /// <summary>Logs here, under the category <c>RoleChaining</c>. No secret is ever logged.</summary>
    public RoleChainBuilder WithLoggerFactory(ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(loggerFactory);
        ThrowIfBuilt();
        _loggerFactory = loggerFactory;
        return this;
    }

    /// <summary>
    /// Sets up the STS clients, one per region: endpoint, proxy, <c>HttpClientFactory</c>. Retries and time limits stay with the chain.
    /// A second call adds to the first. Chains of a container share the sessions of a common hub only where their delegates are the same: make
    /// one that captures nothing of a chain, and give it to all.
    /// </summary>
    public RoleChainBuilder WithStsClientConfig(Action<AmazonSecurityTokenServiceConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfBuilt();
        _configureSts += configure;
        return this;
    }
}

namespace RoleChaining;

/// <summary>
/// Everything a chain is made of, as plain settable properties: what the builder reaches by its methods,
/// configuration reaches here. Not thread-safe; a chain copies what it needs when it is built.
/// </summary>
public sealed class RoleChainOptions
{
    /// <summary>
    /// The profile of the shared AWS files that the chain follows: its source and, before <see cref="Hops"/>, its hops. Read when the chain
    /// is built. With <see cref="SourceProfile"/> set too, that one is the source and this gives the hops alone.
    /// </summary>
    /// <value>Default <see langword="null"/>: none.</value>
    public string? Profile { get; set; }

    /// <summary>
    /// Shorten a <c>duration_seconds</c> of <see cref="Profile"/> beyond the hour of a chained session to that hour, rather than refuse it.
    /// </summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool ClampProfileDurations { get; set; }

    /// <summary>The profile of the shared AWS files whose credentials sign the first hop.</summary>
    /// <value>Default <see langword="null"/>: the AWS SDK's own default credentials, found lazily.</value>
    public string? SourceProfile { get; set; }

    /// <summary>
    /// Use the source's credentials as they are and pass over the hops, which are checked all the same: for a developer's machine, where
    /// the same code runs on a profile. A chain without hops is legal only so.
    /// </summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool UseSourceDirectly { get; set; }

    /// <summary>The region whose STS is called, such as <c>eu-west-1</c>.</summary>
    /// <value>
    /// Default <see langword="null"/>: AWS_REGION, AWS_DEFAULT_REGION, the region of the profile, else that which the AWS SDK finds; at
    /// last the default of the roles' partition (<c>us-east-1</c>, <c>cn-north-1</c>, ...), with a warning. A region of another
    /// partition than the roles' is refused.
    /// </value>
    public string? Region { get; set; }

    /// <summary>The regions whose STS is asked, in this order, while that of <see cref="Region"/> is out of reach or failing.</summary>
    /// <value>Default empty. Must be of the same partition as the roles.</value>
    public IList<string> FailoverRegions { get; private set; } = [];

    /// <summary>
    /// An STS endpoint to call in place of the regional one, such as a VPC endpoint: an absolute https address, or http on loopback.
    /// </summary>
    /// <value>
    /// Default <see langword="null"/>: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, then <c>services</c> and <c>endpoint_url</c> of the
    /// profile, unless AWS_IGNORE_CONFIGURED_ENDPOINT_URLS or <c>ignore_configured_endpoint_urls</c> is true; else AWS's own. See
    /// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">service-specific endpoints</see>.
    /// </value>
    public string? StsEndpoint { get; set; }

    /// <summary>Call the <see href="https://aws.amazon.com/compliance/fips/">FIPS 140-3 endpoints</see> of STS.</summary>
    /// <value>
    /// Default <see langword="null"/>: as AWS_USE_FIPS_ENDPOINT, else <c>use_fips_endpoint</c> of the profile says;
    /// <see langword="false"/> is stronger than both.
    /// </value>
    public bool? UseFipsEndpoint { get; set; }

    /// <summary>Call the endpoints of STS that have IPv6 addresses too.</summary>
    /// <value>
    /// Default <see langword="null"/>: as AWS_USE_DUALSTACK_ENDPOINT, else <c>use_dualstack_endpoint</c> of the profile says;
    /// <see langword="false"/> is stronger than both.
    /// </value>
    public bool? UseDualStackEndpoint { get; set; }

    /// <summary>
    /// Share sessions with other processes and machines by the <see cref="IRoleSessionCache"/> of the container: that which
    /// <c>AddSharedSessions</c> of the package <c>RoleChaining.Caching</c> registers. A cache that
    /// <see cref="RoleChainBuilder.WithSessionCache"/> is given goes before it.
    /// </summary>
    /// <value>Default <see langword="false"/>: sessions stay in the process.</value>
    public bool SharedSessions { get; set; }

    /// <summary>The roles to assume, in order; each is assumed with the session of the one before.</summary>
    public IList<RoleHopOptions> Hops { get; private set; } = [];

    /// <summary>When sessions are refreshed, and what happens when that fails.</summary>
    public RoleChainRefreshOptions Refresh { get; private set; } = new();

    /// <summary>How one AssumeRole call is tried again.</summary>
    public RoleChainRetryOptions Retry { get; private set; } = new();

    /// <summary>Whether two chains have the same settings, but for what only code can give, such as an MFA token provider.</summary>
    internal bool HasSameValues(RoleChainOptions other) => Settings.SequenceEqual(other.Settings);

    // In a fixed order, each list behind its length.
    private IEnumerable<object?> Settings =>
    [
        Profile, ClampProfileDurations, SourceProfile, UseSourceDirectly, Region, StsEndpoint, UseFipsEndpoint, UseDualStackEndpoint,
        SharedSessions,
        FailoverRegions.Count, .. FailoverRegions,
        .. Refresh.Settings, .. Retry.Settings,
        Hops.Count, .. Hops.SelectMany(hop => hop.Settings),
    ];

    /// <summary>
    /// A copy whose lists and groups can be changed apart from these. The hops themselves are copied when the chain is planned.
    /// </summary>
    internal RoleChainOptions Copy()
    {
        RoleChainOptions copy = (RoleChainOptions)MemberwiseClone();
        copy.FailoverRegions = [.. FailoverRegions];
        copy.Hops = [.. Hops];
        copy.Refresh = Refresh.Copy();
        copy.Retry = Retry.Copy();
        return copy;
    }
}

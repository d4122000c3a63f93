using Amazon.SecurityToken.Model;

namespace RoleChaining;

/// <summary>
/// One AssumeRole of a chain. The names and limits are those of the
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole API</see>.
/// </summary>
public sealed class RoleHopOptions
{
    /// <summary>
    /// The role to assume, such as <c>arn:aws:iam::222222222222:role/HubRole</c>. Required; its path included, case-sensitive.
    /// </summary>
    public string? RoleArn { get; set; }

    /// <summary>The session's name, which CloudTrail and the assumed-role ARN show: 2-64 characters of <c>[\w+=,.@-]</c>.</summary>
    /// <value>
    /// Default <see langword="null"/>: <see cref="RoleChainDefaults.SessionName"/>, which stays the same over all refreshes,
    /// because some services refuse a client whose principal changes.
    /// </value>
    public string? SessionName { get; set; }

    /// <summary>
    /// How long the session shall last: whole seconds from 15 minutes to 12 hours, and one hour at most for a chained session.
    /// </summary>
    /// <value>Default <see langword="null"/>: STS's default of one hour.</value>
    public TimeSpan? Duration { get; set; }

    /// <summary>
    /// The external id that the role's trust policy asks for: 2-1224 characters of <c>[\w+=,.@:/-]</c>. Treated as a secret.
    /// </summary>
    public string? ExternalId { get; set; }

    /// <summary>
    /// Who is behind the chain: 2-64 characters of <c>[\w+=,.@-]</c>, not beginning with <c>aws:</c>. Once set it stays for all later
    /// hops and cannot change; every role from here on must allow <c>sts:SetSourceIdentity</c>.
    /// </summary>
    public string? SourceIdentity { get; set; }

    /// <summary>
    /// The session tags to pass, at most 50. A transitive tag is inherited by all later hops, each of which then needs
    /// <c>sts:TagSession</c>.
    /// </summary>
    public SessionTagCollection Tags { get; private set; } = [];

    /// <summary>An inline session policy (JSON) that narrows what the session may do. Treated as a secret.</summary>
    public string? Policy { get; set; }

    /// <summary>Managed policies of the role's account that narrow what the session may do: at most 10.</summary>
    public IList<string> PolicyArns { get; private set; } = [];

    /// <summary>
    /// Lets the hop's session do nothing but assume the next hop, by an inline session policy: a hub's session that is stolen is worth
    /// little. Not for the last hop, and not beside <see cref="Policy"/> and <see cref="PolicyArns"/>. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session">session policies</see>.
    /// </summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool RestrictToNextHop { get; set; }

    /// <summary>The serial number or ARN of the caller's MFA device. Only an IAM user has one, so only the first hop can use it.</summary>
    public string? MfaSerialNumber { get; set; }

    /// <summary>
    /// Gives the six-digit code of <see cref="MfaSerialNumber"/>. Codes are single-use, so it is asked again for every attempt. It may
    /// be called from any thread, without the caller's context.
    /// </summary>
    public Func<CancellationToken, Task<string>>? MfaTokenProvider { get; set; }

    /// <summary>Trusted contexts (IAM Identity Center trusted identity propagation): at most 5.</summary>
    public IList<ProvidedContext> ProvidedContexts { get; private set; } = [];

    /// <summary>
    /// Gives the trusted contexts in place of <see cref="ProvidedContexts"/>. Assertions last minutes, so it is asked at each refresh. It
    /// may be called from any thread, without the caller's context. Sessions of the hop and of those after it are not kept in a session
    /// cache, because what the provider will give does not tell whose they are.
    /// </summary>
    public Func<CancellationToken, Task<IReadOnlyList<ProvidedContext>>>? ProvidedContextsProvider { get; set; }

    /// <summary>The region whose STS issues this hop's session.</summary>
    /// <value>Default <see langword="null"/>: <see cref="RoleChainOptions.Region"/>.</value>
    public string? Region { get; set; }

    /// <summary>
    /// Whether the hop's sessions may be kept in a session cache, where the chain has one. <see langword="false"/> keeps them in the
    /// process, and says nothing of the sessions of other hops.
    /// </summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool ShareSession { get; set; } = true;

    /// <summary>Where the hop stands in configuration, for messages; null when code made it.</summary>
    internal string? ConfigurationPath { get; set; }

    /// <summary>Every value, for comparing. Secrets are among them.</summary>
    internal IEnumerable<object?> Settings =>
    [
        RoleArn, SessionName, Duration, ExternalId, SourceIdentity, Policy, RestrictToNextHop, MfaSerialNumber, Region, ShareSession,
        Tags.Count, .. Tags.SelectMany(tag => new object?[] { tag.Key, tag.Value, tag.Transitive }),
        PolicyArns.Count, .. PolicyArns,
        ProvidedContexts.Count, .. ProvidedContexts.SelectMany(context => new[] { context.ProviderArn, context.ContextAssertion }),
    ];

    internal RoleHopOptions Copy()
    {
        RoleHopOptions copy = (RoleHopOptions)MemberwiseClone();
        copy.Tags = [.. Tags];
        copy.PolicyArns = [.. PolicyArns];
        copy.ProvidedContexts = [.. ProvidedContexts];
        return copy;
    }
}

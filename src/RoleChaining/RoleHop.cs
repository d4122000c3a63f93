using Amazon.SecurityToken.Model;

namespace RoleChaining;

/// <summary>One hop of a plan: its settings as they will be sent, and what it inherits. Immutable; prints no secret.</summary>
public sealed class RoleHop
{
    internal RoleHop()
    {
    }

    /// <summary>The hop's place in its chain, 1-based.</summary>
    public required int Number { get; init; }

    /// <summary>The role to assume.</summary>
    public required RoleArn RoleArn { get; init; }

    /// <summary>The session's name.</summary>
    public required string SessionName { get; init; }

    /// <summary>How long the session shall last; <see langword="null"/> leaves it to STS: one hour.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The external id that is sent. Treat it as a secret: it is in no message and in no <see cref="ToString"/>.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The source identity that this hop sets; see also <see cref="InheritedSourceIdentity"/>.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>The session tags that this hop passes.</summary>
    public IReadOnlyList<SessionTag> Tags { get; init; } = [];

    /// <summary>The inline session policy. Treat it as a secret.</summary>
    public string? Policy { get; init; }

    /// <summary>The managed session policies.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>The MFA device of the caller.</summary>
    public string? MfaSerialNumber { get; init; }

    /// <summary>The trusted contexts that are passed.</summary>
    public IReadOnlyList<ProvidedContext> ProvidedContexts { get; init; } = [];

    /// <summary>The region whose STS issues the session, when it is not the chain's.</summary>
    public string? Region { get; init; }

    /// <summary>Whether a session cache may keep the session.</summary>
    public bool ShareSession { get; init; } = true;

    /// <summary>The keys of the transitive tags that reach this hop from the source and the hops before.</summary>
    public IReadOnlyList<string> InheritedTagKeys { get; init; } = [];

    /// <summary>The source identity that reaches this hop from the source or a hop before.</summary>
    public string? InheritedSourceIdentity { get; init; }

    /// <summary>
    /// The actions that both the caller's identity policy and the role's trust policy must allow: <c>sts:AssumeRole</c>,
    /// <c>sts:TagSession</c> when tags are passed or inherited, <c>sts:SetSourceIdentity</c> when one is set or inherited,
    /// <c>sts:SetContext</c> when contexts are provided. (Within one account a trust policy that names the caller is enough.)
    /// </summary>
    public required IReadOnlyList<string> RequiredActions { get; init; }

    internal Func<CancellationToken, Task<string>>? MfaTokenProvider { get; init; }

    internal Func<CancellationToken, Task<IReadOnlyList<ProvidedContext>>>? ProvidedContextsProvider { get; init; }

    /// <summary>The chain that the hop was planned for. Another chain may share the hop's session.</summary>
    internal string ChainName { get; init; } = "";

    /// <summary>The pool's tenant that the hop was planned for, where the pool describes its tenants.</summary>
    internal string? Tenant { get; init; }

    /// <summary>The hop without its secrets.</summary>
    public override string ToString() => $"hop {Number}: {RoleArn} as {SessionName}";
}

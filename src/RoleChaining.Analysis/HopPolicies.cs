using RoleChaining.Generating;

namespace RoleChaining;

/// <summary>The policies that one hop needs. Immutable.</summary>
public sealed class HopPolicies
{
    internal HopPolicies(
        RoleHop hop, string callerArn, IReadOnlyList<PolicyStatement> trust, IReadOnlyList<PolicyStatement> caller)
    {
        (Hop, CallerArn, TrustStatements, CallerStatements) = (hop, callerArn, trust, caller);
    }

    /// <summary>The hop.</summary>
    public RoleHop Hop { get; }

    /// <summary>The user or role that assumes the hop's role; <c>SOURCE_PRINCIPAL_ARN</c> for a source that was not given.</summary>
    public string CallerArn { get; }

    /// <summary>
    /// The trust policy that the role must have, as JSON. It holds the external id: treat it as the secret that it may be.
    /// </summary>
    public string TrustPolicy => JsonText.Write(PolicyNodes.Create(TrustStatements));

    /// <summary>
    /// The policy that the caller needs, as JSON; <see langword="null"/> where it needs none, because the trust policy of a role in its own
    /// account names it.
    /// </summary>
    public string? CallerPolicy => CallerStatements.Count == 0 ? null : JsonText.Write(PolicyNodes.Create(CallerStatements));

    internal IReadOnlyList<PolicyStatement> TrustStatements { get; }

    internal IReadOnlyList<PolicyStatement> CallerStatements { get; }

    /// <summary>The hop, without its policies.</summary>
    public override string ToString() => Hop.ToString();
}

namespace RoleChaining;

/// <summary>A call, and everything that decides about it. Immutable.</summary>
public sealed class IamRequest
{
    /// <summary>Who calls.</summary>
    public required IamPrincipal Principal { get; init; }

    /// <summary>Such as <c>sts:AssumeRole</c>. Case is ignored.</summary>
    public required string Action { get; init; }

    /// <summary>The ARN of the resource, or <c>*</c> for a call without one.</summary>
    public required string Resource { get; init; }

    /// <summary>The account that owns the resource; by default that of its ARN, else the caller's.</summary>
    public string? ResourceAccountId { get; init; }

    /// <summary>The condition keys of the call.</summary>
    public required IamContext Context { get; init; }

    /// <summary>
    /// The policies of the user and its groups, or of the role; for a federated user, those of the user who asked for the session. Not used
    /// for services, web identities and root users.
    /// </summary>
    public required IamPolicyLayer Identity { get; init; }

    /// <summary>The caller's permissions boundary; <see langword="null"/> where it has none.</summary>
    public IamPolicyLayer? Boundary { get; init; }

    /// <summary>
    /// The session policies of the caller's session; <see langword="null"/> where it has none. A federated user without any may do nothing but
    /// what a resource's policy allows to the very session.
    /// </summary>
    public IamPolicyLayer? Session { get; init; }

    /// <summary>
    /// The role's trust policy, or the policy of another resource; <see langword="null"/> where the resource has none. A role and a key of
    /// KMS always have one: without it nothing is allowed.
    /// </summary>
    public IamPolicyLayer? ResourcePolicy { get; init; }

    /// <summary>
    /// Whether the resource's policy must allow the call even to principals of its own account, as a role's trust policy must.
    /// </summary>
    public bool NeedsResourcePolicy { get; init; }

    /// <summary>
    /// The service control policies of the caller's account, a layer for the root, each unit and the account. Each must allow.
    /// </summary>
    public IReadOnlyList<IamPolicyLayer> ServiceControl { get; init; } = [];

    /// <summary>The resource control policies of the resource's account, likewise.</summary>
    public IReadOnlyList<IamPolicyLayer> ResourceControl { get; init; } = [];
}

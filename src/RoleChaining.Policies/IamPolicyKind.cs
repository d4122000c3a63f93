namespace RoleChaining;

/// <summary>Where a policy stands. It decides which elements the policy may have, and what it can allow.</summary>
public enum IamPolicyKind
{
    /// <summary>A policy of a user, a group or a role: what its holder may do.</summary>
    Identity,

    /// <summary>A role's trust policy: who may assume it. It has principals and no resources.</summary>
    Trust,

    /// <summary>The policy of a resource, such as a bucket.</summary>
    Resource,

    /// <summary>
    /// A policy that is passed with AssumeRole and limits the new session. STS takes some texts in it that IAM does not store.
    /// </summary>
    Session,

    /// <summary>A permissions boundary: what its user or role can be allowed at most.</summary>
    PermissionsBoundary,

    /// <summary>A service control policy of an organization: what the principals of an account can be allowed at most.</summary>
    ServiceControl,

    /// <summary>A resource control policy of an organization: what can be done with the resources of an account at most.</summary>
    ResourceControl,
}

using RoleChaining.Snapshots;

namespace RoleChaining;

/// <summary>An IAM user of a snapshot. Immutable and thread-safe.</summary>
public sealed class IamUser : IamIdentity
{
    internal IamUser(IamIdentityBuilder builder, IdentityPolicies policies)
        : base(builder, policies)
    {
    }
}

using RoleChaining.Snapshots;

namespace RoleChaining;

/// <summary>An IAM role of a snapshot. Immutable and thread-safe.</summary>
public sealed class IamRole : IamIdentity
{
    private readonly PolicyText _trust;

    internal IamRole(IamIdentityBuilder builder, IdentityPolicies policies)
        : base(builder, policies)
    {
        MaxSessionDuration = builder.MaxSessionDuration;
        IamDocument trust = builder.Trust ?? IamDocument.Unknown($"the trust policy of {builder.Arn}");
        _trust = new PolicyText(trust, IamPolicyKind.Trust, $"the trust policy of {builder.Arn}");
    }

    /// <summary>The trust policy: one policy, or what is missing.</summary>
    public IamPolicyLayer Trust => field ??= _trust.Read() is { } policy
        ? new IamPolicyLayer(_trust.Name, [policy])
        : new IamPolicyLayer(_trust.Name, [], _trust.Missing);

    /// <summary>The longest session that it gives to a caller that is not chained; <see langword="null"/> where it is not known.</summary>
    public TimeSpan? MaxSessionDuration { get; }
}

using RoleChaining.Snapshots;

namespace RoleChaining;

/// <summary>An IAM role of a snapshot. Immutable and thread-safe.</summary>
public sealed class IamRole : IamIdentity
{
    private readonly IamDocument? _trust;

    internal IamRole(IamIdentityBuilder builder, IdentityPolicies policies)
        : base(builder, policies)
    {
        MaxSessionDuration = builder.MaxSessionDuration;
        _trust = builder.Trust;
    }

    /// <summary>The trust policy: one policy, or what is missing.</summary>
    public IamPolicyLayer Trust => field ??= ReadTrust();

    /// <summary>The longest session that it gives to a caller that is not chained; <see langword="null"/> where it is not known.</summary>
    public TimeSpan? MaxSessionDuration { get; }

    private IamPolicyLayer ReadTrust()
    {
        string name = $"the trust policy of {Arn}";
        PolicyText text = new(_trust ?? IamDocument.Unknown(name), IamPolicyKind.Trust, name);
        return text.Read() is { } policy ? new IamPolicyLayer(name, [policy]) : new IamPolicyLayer(name, [], text.Missing);
    }
}

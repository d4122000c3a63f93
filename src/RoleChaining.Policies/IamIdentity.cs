using RoleChaining.Matching;
using RoleChaining.Snapshots;

namespace RoleChaining;

/// <summary>A user or a role of a snapshot. Immutable and thread-safe. Its policies are read when they are first asked for.</summary>
public abstract class IamIdentity
{
    private readonly IdentityPolicies _policies;

    private protected IamIdentity(IamIdentityBuilder builder, IdentityPolicies policies)
    {
        Arn = builder.Arn;
        Origin = builder.Origin;
        Tags = builder.Tags;
        _policies = policies;
    }

    /// <summary>The ARN, with the path.</summary>
    public string Arn { get; }

    /// <summary>The 12 digits of the account.</summary>
    public string AccountId => field ??= PolicyArn.TryParse(Arn, out PolicyArn? arn) ? arn.AccountId : "";

    /// <summary>The name without the path.</summary>
    public string Name => Arn[(Arn.LastIndexOf('/') + 1)..];

    /// <summary>The file that it is from, and its name there.</summary>
    public string? Origin { get; }

    /// <summary>Its tags; <see langword="null"/> where they are not known.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; }

    /// <summary>Its own policies, those that are attached, and those of its groups.</summary>
    public IamPolicyLayer Policies => field ??= _policies.CreateLayer(Arn);

    /// <summary>Its permissions boundary; <see langword="null"/> where it has none.</summary>
    public IamPolicyLayer? Boundary => field ??= _policies.CreateBoundary(Arn);

    /// <summary>The ARN.</summary>
    public override string ToString() => Arn;
}

using RoleChaining.Caching;

namespace RoleChaining.Tool.Inspection;

/// <summary>A hop and the session that is held of it.</summary>
/// <param name="Hop">The hop.</param>
/// <param name="Held">The session with its key; null where a later hop's session makes it needless.</param>
/// <param name="IsNew">Whether STS has issued it in this run.</param>
internal sealed record HeldHop(RoleHop Hop, KeptSession? Held, bool IsNew)
{
    public CachedRoleSession? Session => Held?.Session;

    /// <summary>What STS says of it; null where it was not asked.</summary>
    public CallerIdentity? Checked { get; init; }

    public string Arn => Checked?.Arn ?? Session?.AssumedRoleArn ?? Hop.RoleArn.ToAssumedRoleArn(Hop.SessionName);

    /// <summary>What is wrong, for a person; null where nothing is.</summary>
    public string? Fault => Checked switch
    {
        { Error: { } error } =>
            $"hop {Hop.Number}: STS rejects the session ({error}). It was dropped, and the next run asks for a new one.",
        { Arn: { } arn } when Session?.AssumedRoleArn is { } kept && kept != arn =>
            $"hop {Hop.Number}: STS says that the session is {arn}, and not {kept}.",
        _ => null,
    };
}

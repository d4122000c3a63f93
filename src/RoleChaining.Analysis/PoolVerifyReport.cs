namespace RoleChaining;

/// <summary>What was seen of a pool's tenants when they were verified.</summary>
/// <typeparam name="TKey">What identifies a tenant.</typeparam>
public sealed class PoolVerifyReport<TKey>
    where TKey : notnull
{
    internal PoolVerifyReport()
    {
    }

    /// <summary>The report of each tenant whose hops were found.</summary>
    public required IReadOnlyDictionary<TKey, VerifyReport> Reports { get; init; }

    /// <summary>The tenants whose hops were not found or break rules, and why. STS was not asked for them.</summary>
    public required IReadOnlyDictionary<TKey, Exception> Errors { get; init; }
}

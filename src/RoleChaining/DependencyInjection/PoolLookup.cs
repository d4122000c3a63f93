namespace RoleChaining.DependencyInjection;

/// <summary>
/// The lookups that the current code runs in. A tenant function that asks its pool for the key that it is looking up would wait for
/// itself.
/// </summary>
internal sealed class PoolLookup(object entry, PoolLookup? outer)
{
    private static readonly AsyncLocal<PoolLookup?> Running = new();

    public static PoolLookup? Current => Running.Value;

    /// <summary>From here on the current code and what it calls belong to the lookup.</summary>
    public static void Enter(object entry, PoolLookup? outer) => Running.Value = new PoolLookup(entry, outer);

    public static bool IsWithin(object entry) => Running.Value?.Has(entry) == true;

    private bool Has(object other) => ReferenceEquals(entry, other) || outer?.Has(other) == true;
}

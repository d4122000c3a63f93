namespace RoleChaining;

/// <summary>What is known of the calls of a chain beside the chain itself. Not thread-safe.</summary>
public sealed class ChainCheckOptions
{
    /// <summary>
    /// Condition keys by name, such as <c>aws:SourceIp</c>, for all hops. They prevail over what the check finds by itself, but for the
    /// keys that the chain tells, which are those of STS, <c>aws:RequestTag/...</c> and <c>aws:TagKeys</c>. Keys of the network, and all
    /// others that the chain does not tell, are unknown without it.
    /// </summary>
    public IDictionary<string, IReadOnlyList<string>> Context { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the chain tells the key itself.</summary>
    /// <param name="key">The name of a condition key; case is ignored.</param>
    public static bool IsToldByChain(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith("sts:", StringComparison.OrdinalIgnoreCase)
            || key.StartsWith("aws:RequestTag/", StringComparison.OrdinalIgnoreCase)
            || key.Equals("aws:TagKeys", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The clock of <c>aws:CurrentTime</c> and <c>aws:TokenIssueTime</c>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}

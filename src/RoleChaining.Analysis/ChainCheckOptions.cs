namespace RoleChaining;

/// <summary>What is known of the calls of a chain beside the chain itself. Not thread-safe.</summary>
public sealed class ChainCheckOptions
{
    /// <summary>
    /// Condition keys by name, such as <c>aws:SourceIp</c>. They prevail over what the check finds by itself. Keys of the network, and all
    /// others that the chain does not tell, are unknown without it.
    /// </summary>
    public IDictionary<string, IReadOnlyList<string>> Context { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The clock of <c>aws:CurrentTime</c> and <c>aws:TokenIssueTime</c>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}

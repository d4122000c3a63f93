namespace RoleChaining.Tool;

/// <summary>Tells a person at a terminal what is taking longer than a second.</summary>
internal static class Progress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Until the result is disposed of.</summary>
    public static IDisposable? Show(string what) => Console.IsErrorRedirected
        ? null
        : new Timer(_ => Console.Error.WriteLine($"role-chain: {what} ..."), null, Patience, Timeout.InfiniteTimeSpan);
}

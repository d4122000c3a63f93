namespace RoleChaining.Sessions;

/// <summary>Carries a failure from a node to its readers. Never leaves the library.</summary>
internal sealed class SessionFailedException(SessionFailure failure, DateTimeOffset? retryAt) : Exception($"Hop {failure.HopNumber}: {failure.Failure}")
{
    public SessionFailure Failure { get; } = failure;

    /// <summary>When the node that failed may be asked again: a child waits for that and adds no backoff of its own.</summary>
    public DateTimeOffset? RetryAt { get; } = retryAt;
}

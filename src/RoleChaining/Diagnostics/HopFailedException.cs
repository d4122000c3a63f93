namespace RoleChaining.Diagnostics;

/// <summary>
/// Carries a <see cref="HopFailure"/> up to the chain that makes a <see cref="RoleChainException"/> of it. Never leaves the library. Its
/// inner exceptions are safe to hand to an AWS client, which would retry an IO, socket, HTTP, timeout or cancellation exception.
/// </summary>
internal sealed class HopFailedException(HopFailure failure, DateTimeOffset? retryAt = null) : Exception(failure.Message, failure.Cause)
{
    public HopFailure Failure { get; } = failure;

    /// <summary>When the node that failed may be asked again. A child waits for that and adds no delay of its own.</summary>
    public DateTimeOffset? RetryAt { get; } = retryAt;
}

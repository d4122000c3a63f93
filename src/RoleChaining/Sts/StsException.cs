namespace RoleChaining.Sts;

/// <summary>
/// A call to STS failed for good or used up its attempts. Never leaves the library: the session tree turns it into a
/// <see cref="RoleChainException"/> that knows the chain. Its inner exceptions are safe to hand to an AWS client, which would retry
/// anything that holds an IO, socket, HTTP, timeout or cancellation exception.
/// </summary>
internal sealed class StsException(RoleChainFailure failure, bool isTransient, string message, Exception? innerException)
    : Exception(message, innerException)
{
    public RoleChainFailure Failure { get; } = failure;

    public bool IsTransient { get; } = isTransient;

    public string? ErrorCode { get; init; }

    public string? RequestId { get; init; }
}

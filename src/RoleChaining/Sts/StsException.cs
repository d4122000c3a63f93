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

    /// <summary>STS's own words, never to be shown as they are; ours where it gave none.</summary>
    public string Words => ErrorCode is not null && InnerException is { } answer ? answer.Message : Message;

    /// <summary>Nothing was sent, because the circuit is open; it lets the next one through after this time.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The signature's time was wrong, and the answer has told the AWS SDK by how much: the same call may succeed at once.</summary>
    public bool IsClockSkew { get; init; }

    /// <summary>STS itself is failing here and may work in another region.</summary>
    public bool IsRegional => Failure is RoleChainFailure.StsUnavailable or RoleChainFailure.TimedOut or RoleChainFailure.RegionDisabled;

    /// <summary>Whether it speaks of the health of STS, and not of the one who asks.</summary>
    public bool IsSickness => Failure is RoleChainFailure.StsUnavailable or RoleChainFailure.TimedOut or RoleChainFailure.Throttled;
}

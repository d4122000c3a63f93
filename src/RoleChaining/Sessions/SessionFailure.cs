namespace RoleChaining.Sessions;

/// <summary>
/// Why a node has no new session. Shared by every reader of a flight and by every chain of the tree; each chain makes its own
/// <see cref="RoleChainException"/> of it, because only a chain knows how many hops it has. A class and no record: STS's words may
/// repeat what must not be printed.
/// </summary>
internal sealed class SessionFailure
{
    /// <summary>0 is the source.</summary>
    public required int HopNumber { get; init; }

    public required RoleHop? Hop { get; init; }

    public required RoleChainFailure Failure { get; init; }

    public required bool IsTransient { get; init; }

    /// <summary>What STS or the source said. Never printed as it is.</summary>
    public required string Detail { get; init; }

    public string? ErrorCode { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The circuit is open for so long; null when it is closed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Who signed; no secret.</summary>
    public string? CallerAccessKeyId { get; init; }

    /// <summary>Safe to hand to an AWS client: nothing in it that the client would retry.</summary>
    public Exception? Cause { get; init; }
}

namespace RoleChaining;

/// <summary>
/// The failure of a hop's last refresh, as data: what a reader's <see cref="RoleChainException"/> says. Immutable; holds no secret.
/// </summary>
public sealed record HopFailureDetails
{
    internal HopFailureDetails()
    {
    }

    /// <summary>The hop that failed, 1-based; 0 is the source. It may be one before the hop whose status this is.</summary>
    public required int HopNumber { get; init; }

    /// <summary>The role of the hop that failed; <see langword="null"/> for the source.</summary>
    public required RoleArn? RoleArn { get; init; }

    /// <summary>What kind of failure it is.</summary>
    public required RoleChainFailure Failure { get; init; }

    /// <summary>STS's error code, such as <c>AccessDenied</c>; <see langword="null"/> when STS gave none.</summary>
    public string? StsErrorCode { get; init; }

    /// <summary>STS's request id, by which CloudTrail and AWS Support find the call.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the same call may succeed later without any change of configuration.</summary>
    public required bool IsTransient { get; init; }

    /// <summary>What happened, the advice included.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Advice { get; init; }

    /// <summary>When it happened, by this machine's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}

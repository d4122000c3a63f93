namespace RoleChaining.Diagnostics;

/// <summary>What is known of a call that failed. A class and no record: STS's message may quote what must not be printed.</summary>
internal sealed class FailedCall
{
    /// <summary>The hop that failed; <see langword="null"/> for the source.</summary>
    public required RoleHop? Hop { get; init; }

    public required int HopCount { get; init; }

    /// <summary>The hop whose session signed; <see langword="null"/> when it was the source's credentials.</summary>
    public RoleHop? CallerHop { get; init; }

    /// <summary>The access key id that signed; it is no secret.</summary>
    public string? CallerAccessKeyId { get; init; }

    public required RoleChainFailure Failure { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>STS's message, or for <see cref="RoleChainFailure.InvalidChain"/> the fault. Never printed as it is.</summary>
    public string? StsMessage { get; init; }

    public string? RequestId { get; init; }
}

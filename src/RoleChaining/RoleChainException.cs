using Amazon.Runtime;

namespace RoleChaining;

/// <summary>
/// A chain could not give credentials. The message says at which hop of how many, what happened and what to do; it holds no secret.
/// AWS clients do not retry it: the chain has done so already.
/// </summary>
public sealed class RoleChainException : AmazonClientException
{
    internal RoleChainException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The chain's name in its container; empty for the unnamed one and for a chain that code built.</summary>
    public required string ChainName { get; init; }

    /// <summary>The pool's tenant, where the pool describes its tenants; else <see langword="null"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>The hop that failed, 1-based; 0 is the source.</summary>
    public required int HopNumber { get; init; }

    /// <summary>How many hops the chain has.</summary>
    public required int HopCount { get; init; }

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

    /// <summary>What to do about it.</summary>
    public required string Advice { get; init; }
}

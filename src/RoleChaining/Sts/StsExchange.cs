using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>
/// Travels on a request through the AWS SDK's pipeline: who signs it on the way out, the answer and the clocks of both sides on the way
/// back.
/// </summary>
/// <param name="signer"><see langword="null"/> leaves the request unsigned.</param>
/// <param name="region">The region whose STS is asked.</param>
/// <param name="sentAt">The time of sending, by this machine's clock.</param>
internal sealed class StsExchange(AWSCredentials? signer, string region, DateTimeOffset sentAt)
{
    public AWSCredentials? Signer { get; } = signer;

    public string Region { get; } = region;

    public DateTimeOffset SentAt { get; } = sentAt;

    /// <summary>The host that was asked; <see langword="null"/> where the call failed before that was known.</summary>
    public string? Host { get; set; }

    /// <summary>The answer as the AWS SDK read it; <see langword="null"/> where the call failed.</summary>
    public AmazonWebServiceResponse? Response { get; set; }

    public string? RequestId => Response?.ResponseMetadata?.RequestId;

    /// <summary>Whether anything came back.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>The time in the signature.</summary>
    public DateTimeOffset? SignedTime { get; set; }

    /// <summary>The <c>Date</c> of the answer.</summary>
    public DateTimeOffset? ServerTime { get; set; }

    /// <summary>How much of its room STS's packed session policies and tags take, in percent.</summary>
    public int? PackedPolicySize { get; set; }

    public bool ClocksDiffer => (SignedTime - ServerTime)?.Duration() > AwsLimits.SuspiciousClockDifference;
}

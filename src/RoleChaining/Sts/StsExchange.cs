using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>Travels on a request through the AWS SDK's pipeline: who signs it on the way out, both sides' clocks on the way back.</summary>
internal sealed class StsExchange(AWSCredentials? signer)
{
    /// <summary>Above this the AWS SDK takes a difference between the clocks for skew and signs with the corrected time from then on.</summary>
    private static readonly TimeSpan SkewThreshold = TimeSpan.FromMinutes(4);

    /// <summary><see langword="null"/> leaves the request unsigned.</summary>
    public AWSCredentials? Signer { get; } = signer;

    /// <summary>Whether anything came back.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>The time that was signed.</summary>
    public DateTimeOffset? SignedTime { get; set; }

    /// <summary>The <c>Date</c> of the answer.</summary>
    public DateTimeOffset? ServerTime { get; set; }

    public bool ClocksDiffer => (SignedTime - ServerTime)?.Duration() > SkewThreshold;
}

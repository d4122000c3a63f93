using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

/// <summary>What both AssumeRole operations answer.</summary>
internal sealed record StsReply(
    Credentials? Credentials, AssumedRoleUser? User, string? SourceIdentity, string? RequestId, DateTimeOffset? ServerTime)
{
    /// <summary>The identity alone: never the keys.</summary>
    public override string ToString() => $"{User?.Arn}";
}

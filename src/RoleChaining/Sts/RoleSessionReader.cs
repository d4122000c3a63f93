using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

/// <summary>Turns an answer of STS into a session in this machine's time.</summary>
internal static class RoleSessionReader
{
    public static RoleSession Read(
        StsOperation operation, StsExchange exchange, Credentials? issued, AssumedRoleUser? user, string? sourceIdentity)
    {
        if (issued is not { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0, Expiration: { } expiration }
            || user?.Arn?.Split(':') is not [_, _, _, _, { Length: > 0 } accountId, _])
        {
            throw operation.Unavailable($"STS in {exchange.Region} answered without credentials (request {exchange.RequestId}).");
        }

        DateTimeOffset expiresAt = GetExpiry(expiration, exchange, operation.Duration);
        if (expiresAt <= exchange.SentAt)
        {
            throw operation.Unavailable($"STS in {exchange.Region} answered with a session that has expired (request {exchange.RequestId}).");
        }

        ImmutableCredentials credentials = new(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken, accountId);
        return new RoleSession(credentials, exchange.SentAt, expiresAt)
        {
            AssumedRoleArn = user.Arn,
            AssumedRoleId = user.AssumedRoleId,
            SourceIdentity = sourceIdentity,
            RequestId = exchange.RequestId,
            Origin = operation.Origin,
            ClockOffset = StsClockOffset.Compute(exchange),
        };
    }

    /// <summary>
    /// The lifetime by the server's clock, counted from the time of sending, and never longer than requested. So a wrong clock on this
    /// machine neither keeps a dead session nor drops a living one.
    /// </summary>
    private static DateTimeOffset GetExpiry(DateTime expiration, StsExchange exchange, TimeSpan requested)
    {
        var byServer = new DateTimeOffset(DateTime.SpecifyKind(expiration.ToUniversalTime(), DateTimeKind.Utc));
        DateTimeOffset byLifetime = exchange.ServerTime is { } now ? exchange.SentAt + (byServer - now) : byServer;
        DateTimeOffset latest = exchange.SentAt + requested;
        return byLifetime < latest ? byLifetime : latest;
    }
}

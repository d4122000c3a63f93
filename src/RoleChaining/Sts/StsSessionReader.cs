using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>Turns what STS answered into a session in this machine's time.</summary>
internal static class StsSessionReader
{
    public static StsSession Read(StsReply reply, StsOperation operation, string region, DateTimeOffset sentAt)
    {
        if (reply.Credentials is not { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0 } credentials
            || credentials.Expiration is not { } expiration
            || reply.User?.Arn?.Split(':') is not [_, _, _, _, { Length: > 0 } accountId, _])
        {
            throw StsErrors.Unavailable($"STS in {region} answered without credentials (request {reply.RequestId}).");
        }

        DateTimeOffset expiresAt = ExpiresAt(expiration, reply.ServerTime, sentAt, operation.Duration);
        if (expiresAt <= sentAt)
            throw StsErrors.Unavailable($"STS in {region} answered with a session that has expired (request {reply.RequestId}).");

        return new StsSession
        {
            Credentials = new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken, accountId),
            IssuedAt = sentAt,
            ExpiresAt = expiresAt,
            AssumedRoleArn = reply.User.Arn,
            SourceIdentity = reply.SourceIdentity,
            RequestId = reply.RequestId,
        };
    }

    /// <summary>
    /// The lifetime by the server's clock, counted from the sending, and never more than was asked for: so a wrong clock on this machine
    /// neither keeps a dead session nor drops a living one.
    /// </summary>
    private static DateTimeOffset ExpiresAt(DateTime expiration, DateTimeOffset? serverTime, DateTimeOffset sentAt, TimeSpan requested)
    {
        var byServer = new DateTimeOffset(DateTime.SpecifyKind(expiration.ToUniversalTime(), DateTimeKind.Utc));
        DateTimeOffset byLifetime = serverTime is { } now ? sentAt + (byServer - now) : byServer;
        DateTimeOffset latest = sentAt + requested;
        return byLifetime < latest ? byLifetime : latest;
    }
}

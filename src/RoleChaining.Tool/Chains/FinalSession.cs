using Amazon.Runtime;

namespace RoleChaining.Tool.Chains;

/// <summary>The final hop's credentials, and the expiry of exactly this session.</summary>
internal sealed class FinalSession
{
    private FinalSession(ImmutableCredentials credentials, HopStatus status)
    {
        Credentials = credentials;
        ExpiresAt = status.ExpiresAt;
        AssumedRoleArn = status.AssumedRoleArn;
    }

    public ImmutableCredentials Credentials { get; }

    public DateTimeOffset? ExpiresAt { get; }

    public string? AssumedRoleArn { get; }

    public static async Task<FinalSession> ReadAsync(ChainedAWSCredentials chain, CancellationToken cancellationToken)
    {
        while (true)
        {
            ImmutableCredentials credentials = await chain.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
            HopStatus status = chain.Status.Hops[^1];
            if (status.AccessKeyId == credentials.AccessKey)
            {
                return new FinalSession(credentials, status);
            }

            // The session was refreshed between the two reads. The new expiry does not belong to the old session.
        }
    }
}

using RoleChaining.Sessions;

namespace RoleChaining.Tool.Inspection;

/// <summary>The session of a hop that goes into no cache (<c>ShareSession: false</c>), as the chain of this run has it.</summary>
internal static class UnsharedSession
{
    /// <summary>Null where the hop's session is shared, and where it was not needed.</summary>
    public static CachedRoleSession? Find(ChainedAWSCredentials chain, RoleHop hop)
    {
        SessionNode? node = hop.ShareSession ? null : chain.Branch.Leaf;
        while (node is not null && node.Issuer.HopNumber > hop.Number)
        {
            node = node.Issuer.Parent;
        }

        return node?.State.Session is not { } session ? null : new CachedRoleSession
        {
            AccessKeyId = session.Credentials.AccessKey,
            SecretAccessKey = session.Credentials.SecretKey,
            SessionToken = session.Credentials.Token,
            IssuedAt = session.IssuedAt,
            ExpiresAt = session.ExpiresAt,
            AssumedRoleArn = session.AssumedRoleArn,
        };
    }
}

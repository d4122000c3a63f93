using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sessions;

/// <summary>
/// Checks what a cache gives before it is believed. The session must be one that STS could have issued for the hop: of its account, role
/// and session name, with keys, and with times that fit the hop's duration.
/// </summary>
internal static class CachedSessionReader
{
    /// <summary>What the clocks of STS and of this machine may differ by where nothing is known of it.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <param name="found">What the cache gave. Its times are STS's.</param>
    /// <param name="key">The key that it was found under.</param>
    /// <param name="hop">The hop that it is for.</param>
    /// <param name="clockOffset">STS's clock less this machine's.</param>
    /// <param name="now">By this machine's clock.</param>
    /// <exception cref="InvalidDataException">It is not a session of the hop. The message holds no value of the entry.</exception>
    public static RoleSession Read(CachedRoleSession found, SessionKey key, RoleHop hop, TimeSpan clockOffset, DateTimeOffset now)
    {
        CheckKeys(found);
        CheckIdentity(found, hop);
        CheckTimes(found, hop, now + clockOffset);
        return new RoleSession(
            new(found.AccessKeyId, found.SecretAccessKey, found.SessionToken, hop.RoleArn.AccountId),
            found.IssuedAt - clockOffset,
            found.ExpiresAt - clockOffset)
        {
            AssumedRoleArn = found.AssumedRoleArn,
            RequestId = found.RequestId,
            ClockOffset = clockOffset,
            Origin = key.Origin,
        };
    }

    private static void CheckKeys(CachedRoleSession found)
    {
        if (found is not { AccessKeyId.Length: >= 16 and <= 128, SecretAccessKey.Length: > 0, SessionToken.Length: > 0 }
            || !found.AccessKeyId.All(char.IsAsciiLetterOrDigit))
        {
            throw new InvalidDataException("The entry has no access key id, secret key or session token.");
        }
    }

    private static void CheckIdentity(CachedRoleSession found, RoleHop hop)
    {
        RoleArn role = hop.RoleArn;
        string name = role.Name;
        bool isOfHop = found.AssumedRoleArn is { } arn
            && ArnParts.Split(arn) is { Service: "sts" } parts
            && parts.Partition == role.Partition
            && parts.Account == role.AccountId
            && parts.Resource == $"assumed-role/{name}/{hop.SessionName}"
            && (found.AccountId ?? role.AccountId) == role.AccountId;
        if (!isOfHop)
        {
            throw new InvalidDataException($"The entry is not a session of {hop.RoleArn} as {hop.SessionName}.");
        }
    }

    private static void CheckTimes(CachedRoleSession found, RoleHop hop, DateTimeOffset now)
    {
        TimeSpan lifetime = found.ExpiresAt - found.IssuedAt;
        TimeSpan longest = (hop.Duration ?? RoleChainDefaults.Duration) + ClockTolerance;
        if (lifetime <= TimeSpan.Zero || lifetime > longest || found.IssuedAt > now + ClockTolerance)
        {
            throw new InvalidDataException("The entry's times are not those of a session of the hop.");
        }
    }
}

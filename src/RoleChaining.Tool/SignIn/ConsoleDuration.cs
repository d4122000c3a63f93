using RoleChaining.Profiles;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.SignIn;

/// <summary>
/// <c>--session-duration</c>: how long a console lasts that need not end with its session. AWS takes it only for a role that a user's
/// long-term keys assume, and answers otherwise with a bare 400.
/// </summary>
internal static class ConsoleDuration
{
    private static readonly TimeSpan Min = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Max = TimeSpan.FromHours(12);

    /// <exception cref="UsageException">It is no duration that AWS takes.</exception>
    public static TimeSpan? Read(string? text)
    {
        TimeSpan? duration = text is null ? null : HopArguments.ParseDuration(text);
        return duration is null || (duration >= Min && duration <= Max)
            ? duration
            : throw new UsageException($"--session-duration is {text}; AWS takes 15 minutes (900) to 12 hours (12h).");
    }

    /// <summary>Refuses it for a chain of which it is known, before any call, that AWS would refuse it.</summary>
    /// <param name="plan">The chain.</param>
    /// <param name="source">What it begins with; null where that is not known.</param>
    /// <param name="kept">The session that is kept of the last hop, which says when the console ends without it.</param>
    public static void Check(RoleChain plan, ProfileCredentialSettings? source, CachedRoleSession? kept)
    {
        if (plan.Hops.Count != 1 || source?.IsSession == true)
        {
            throw Refusal(plan, kept?.ExpiresAt);
        }
    }

    /// <summary>Refuses it where the source's own credentials tell what no file does.</summary>
    public static void Check(ChainedAWSCredentials chain, FinalSession session)
    {
        if (chain.Status.Hops[0].AccessKeyId?.StartsWith("ASIA", StringComparison.Ordinal) == true)
        {
            throw Refusal(chain.Chain, session.ExpiresAt);
        }
    }

    private static UsageException Refusal(RoleChain plan, DateTimeOffset? expiresAt)
    {
        string why = plan.Hops.Count == 1 ? "its source is itself a session" : $"this chain has {plan.Hops.Count} hops";
        TimeSpan lasts = plan.Hops is [.., { Duration: { } asked }] ? asked : RoleChainDefaults.Duration;
        string end = expiresAt is { } time
            ? $"at {Columns.Time(time)}, when the session that is kept ends"
            : $"{Columns.Time(lasts)} after its session is issued";
        return new UsageException(
            $"--session-duration is only for a role that a user's long-term keys assume, and {why}. Without it the console ends {end}.");
    }
}

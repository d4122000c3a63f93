using RoleChaining.Caching;

namespace RoleChaining.Tool.Inspection;

/// <summary>The sessions that are kept between runs, as they were when they were read.</summary>
internal sealed class KeptSessions(IReadOnlyList<KeptSession> all, DateTimeOffset now)
{
    public IReadOnlyList<KeptSession> All => all;

    public DateTimeOffset Now => now;

    /// <exception cref="UsageException">The folder cannot be read.</exception>
    public static KeptSessions Read(FolderSessionCache cache)
    {
        try
        {
            return new KeptSessions(cache.List(), TimeProvider.System.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the sessions that are kept cannot be read: {e.Message}");
        }
    }

    /// <summary>
    /// The session of a hop that has not ended. Where its key is not known without a call or a process, it is the newest that was kept for
    /// this hop of the profile.
    /// </summary>
    public KeptSession? Find(string? key, string? profile, int hopNumber, RoleArn? role) =>
        all.Where(kept => kept.Session is { } session && session.ExpiresAt > now && (key is not null
                ? kept.Key == key
                : profile is not null && session.Profile == profile && session.HopNumber == hopNumber && IsOf(session, role)))
            .MaxBy(kept => kept.Session!.ExpiresAt);

    public TimeSpan Left(CachedRoleSession session) => session.ExpiresAt > now ? session.ExpiresAt - now : TimeSpan.Zero;

    private static bool IsOf(CachedRoleSession session, RoleArn? role) =>
        role is not null && session.AssumedRoleArn?.Contains($"::{role.AccountId}:assumed-role/{role.Name}/", StringComparison.Ordinal) == true;
}

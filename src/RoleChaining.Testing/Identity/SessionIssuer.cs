namespace RoleChaining.Testing;

/// <summary>Makes sessions and remembers them.</summary>
internal sealed class SessionIssuer(LocalClock clock, SessionStore sessions)
{
    private long _capTicks;

    /// <summary>See <see cref="LocalSts.SessionLifetimeCap"/>.</summary>
    public TimeSpan? LifetimeCap
    {
        get => Interlocked.Read(ref _capTicks) is > 0 and long ticks ? new TimeSpan(ticks) : null;
        set => Interlocked.Exchange(ref _capTicks, value?.Ticks ?? 0);
    }

    public IssuedCredentials Issue(
        string accountId, TimeSpan lifetime, DateTimeOffset wireDate, Func<IssuedSession, IssuedSession> describe)
    {
        if (LifetimeCap is { } cap && cap < lifetime)
        {
            lifetime = cap;
        }

        DateTimeOffset now = clock.Now;
        string token = SessionStore.NewToken();
        IssuedSession session = describe(new IssuedSession
        {
            AccessKeyId = KeyIds.NewAccessKey(KeyIds.TemporaryKey, accountId),
            SecretAccessKey = KeyIds.NewSecret(),
            TokenHash = SessionStore.HashToken(token),
            IssuedAt = now,
            ExpiresAt = now + lifetime,
        });
        sessions.Add(session);
        return new(session.AccessKeyId, session.SecretAccessKey, token, wireDate + lifetime);
    }
}

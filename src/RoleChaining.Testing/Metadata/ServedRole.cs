namespace RoleChaining.Testing;

/// <summary>A role's session as the platform keeps it: made when first asked for, and made anew some minutes before it ends.</summary>
internal sealed class ServedRole(LocalRole role, SessionIssuer issuer, LocalClock clock, string sessionName, SessionTags tags)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private IssuedCredentials? _current;
    private DateTimeOffset _endsAt;

    public LocalRole Role { get; } = role;

    public string SessionName { get; } = sessionName;

    public IssuedCredentials Current(DateTimeOffset wireDate)
    {
        lock (_lock)
        {
            DateTimeOffset now = clock.Now;
            if (_current is null || now >= _endsAt - Renewal)
            {
                IssuedCredentials issued = issuer.Issue(
                    Role.AccountId,
                    Lifetime,
                    wireDate,
                    session => session with { Role = Role, SessionName = SessionName, Tags = tags, TransitiveTags = tags });
                _current = issued;
                _endsAt = now + (issued.Expiration - wireDate);
            }

            // The wire's clock may have been moved since; what is left of the session is what counts.
            return _current with { Expiration = wireDate + (_endsAt - now) };
        }
    }
}

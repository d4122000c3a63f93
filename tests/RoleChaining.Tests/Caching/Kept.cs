namespace RoleChaining.Caching;

/// <summary>A session to keep in a folder, and its key.</summary>
internal static class Kept
{
    public static string Key { get; } = new('a', 64);

    public static CachedRoleSession Session { get; } = new()
    {
        AccessKeyId = "ASIAEXAMPLEEXAMPLE00",
        SecretAccessKey = "secret",
        SessionToken = "token",
        IssuedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero),
        HopNumber = 2,
        Profile = "production",
    };
}

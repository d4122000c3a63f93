namespace RoleChaining.Caching;

/// <summary>An entry of the folder.</summary>
/// <param name="Key">The key that it is stored under.</param>
/// <param name="Session">The session; null where the entry cannot be read.</param>
internal sealed record KeptSession(string Key, CachedRoleSession? Session);

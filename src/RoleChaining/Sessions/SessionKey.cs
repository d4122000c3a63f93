namespace RoleChaining.Sessions;

/// <summary>The key of a hop's sessions in a cache.</summary>
/// <param name="Text">See <see cref="SessionCacheKey"/>.</param>
/// <param name="Origin">The source that sessions under the key were obtained by; no secret.</param>
internal sealed record SessionKey(string Text, string Origin);

namespace RoleChaining.Simulation.Peers;

/// <summary>A session as a peer holds it: its end is STS's word, compared with the client's clock.</summary>
internal sealed record PeerSession(string Key, DateTimeOffset ExpiresAt, TimeSpan Lifetime);

namespace RoleChaining.Simulation.Peers;

/// <summary>One hop's credentials under a peer's refresh rules.</summary>
internal abstract class PeerCache(SimContext context, Func<Task<PeerSession>> load)
{
    /// <summary>What the cache holds, by the peer's own account.</summary>
    public PeerSession? Held { get; private set; }

    protected SimMutex Gate { get; } = new(context.Timeline);

    protected DateTimeOffset Now => context.Client.GetUtcNow();

    protected TimeSpan Left => Held is { } held ? held.ExpiresAt - Now : TimeSpan.MinValue;

    protected double Random => context.Random.NextDouble();

    public abstract Task<PeerSession> GetAsync();

    /// <summary>A service has refused the session. Whether the peer sends the request again.</summary>
    public virtual bool Reject(string key) => false;

    /// <summary>For what a peer does in the background.</summary>
    protected void Launch(Func<Task> work) => context.Timeline.Post(() => _ = work());

    protected virtual async Task<PeerSession> LoadAsync() => Held = await load().ConfigureAwait(false);
}

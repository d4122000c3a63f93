namespace RoleChaining.Simulation.Peers;

/// <summary>A chain as it is built with a peer: a cache per hop, each reading the one before, the hubs shared by hand.</summary>
internal sealed class PeerChain : ISubject
{
    private readonly SimContext _context;
    private readonly PeerSts _sts;
    private readonly PeerCache[] _hubs;
    private readonly PeerCache[] _spokes;

    public PeerChain(SimContext context, Func<SimContext, Func<Task<PeerSession>>, PeerCache> create)
    {
        _context = context;
        _sts = new PeerSts(context);
        int hops = context.Scenario.Hops;
        _hubs = new PeerCache[hops - 1];
        for (int hop = 1; hop < hops; hop++)
        {
            int number = hop;
            _hubs[hop - 1] = create(context, () => LoadAsync(number));
        }

        _spokes = [.. Enumerable.Range(0, context.Scenario.Spokes).Select(_ => create(context, () => LoadAsync(hops)))];
    }

    public int StsCalls => _sts.Calls;

    public int FailedStsCalls => _sts.FailedCalls;

    public async Task<string> ReadAsync(int spoke) => (await _spokes[spoke].GetAsync().ConfigureAwait(false)).Key;

    public bool Reject(int spoke, string accessKeyId) => _spokes[spoke].Reject(accessKeyId);

    public bool IsUsable(string accessKeyId) => _sts.IsValid(accessKeyId);

    public void Revoke(int hop)
    {
        if ((hop < _context.Scenario.Hops ? _hubs[hop - 1] : _spokes[0]).Held is { } held)
        {
            _sts.Revoke(held.Key);
        }
    }

    public TimeSpan? ValidFor(int spoke) => _spokes[spoke].Held is { } held ? held.ExpiresAt - _context.Client.GetUtcNow() : null;

    public bool IsHealthy(int spoke) => true;

    public void Dispose()
    {
    }

    private async Task<PeerSession> LoadAsync(int hop)
    {
        if (hop > 1)
        {
            return await _sts.AssumeAsync(hop, (await _hubs[hop - 2].GetAsync().ConfigureAwait(false)).Key).ConfigureAwait(false);
        }

        return _context.Is(FaultKind.SourceDown)
            ? throw new PeerFailure("the source is down", isTransient: true)
            : await _sts.AssumeAsync(hop, signer: null).ConfigureAwait(false);
    }
}

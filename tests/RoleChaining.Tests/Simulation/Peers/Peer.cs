namespace RoleChaining.Simulation.Peers;

/// <summary>Ours and the others, by name.</summary>
internal sealed record Peer(string Name, Func<SimContext, ISubject> Create)
{
    public static IReadOnlyList<Peer> All { get; } =
    [
        new("RoleChaining", context => new ChainSubject(context)),
        new("AWS cross-SDK 2026", context => new PeerChain(context, (c, load) => new CrossSdkCache(c, load))),
        new("botocore legacy", context => new PeerChain(context, (c, load) => new BotocoreCache(c, load))),
        new("Java v2 legacy", context => new PeerChain(context, (c, load) => new JavaCache(c, load))),
        new(".NET SDK 4.1", context => new PeerChain(context, (c, load) => new DotNetCache(c, load))),
    ];
}

using Amazon.Runtime;
using RoleChaining.Chains;
using RoleChaining.Sessions;
using RoleChaining.Testing;

namespace RoleChaining.Simulation;

/// <summary>
/// One chain in a simulation that a test moves by hand, with a handle on every hop of it. STS takes a tenth of a second, so that one who
/// waits for it can be seen to.
/// </summary>
internal sealed class SimChain : IDisposable
{
    private readonly SimContext _context;
    private readonly ChainedAWSCredentials[] _handles;

    private SimChain(IReadOnlyList<TimeSpan> lifetimes, Action<RoleChainRefreshOptions> refresh)
    {
        _context = new SimContext(new Scenario { Seed = 1, Lifetimes = lifetimes, Length = TimeSpan.MaxValue });
        Sts = LocalSts.CreateInMemory(options => options.TimeProvider = _context.Server);
        Sts.AddFault(StsFault.Latency(TimeSpan.FromSeconds(0.1)));
        ImmutableCredentials alice = Sts.AddUser("111111111111", "alice").Credentials.GetCredentials();
        SessionTree tree = SimTree.Create(_context, Sts, alice, refresh);
        RoleChainBuilder builder = new();
        string trusted = "arn:aws:iam::111111111111:root";
        for (int hop = 1; hop <= lifetimes.Count; hop++)
        {
            Sts.AddRole(Role(hop), Policy.Trust(trusted), Policy.AllowAll, TimeSpan.FromHours(12));
            trusted = Role(hop);
            TimeSpan life = lifetimes[hop - 1];
            builder.AssumeRole(trusted, role => (role.SessionName, role.Duration) = ("test", life));
        }

        RoleChain whole = builder.BuildChain();
        _handles = [.. whole.Hops.Select(hop => new ChainedAWSCredentials(new ChainBranch(tree, Start(whole, hop.Number), new RoleChainSourceOptions())))];
    }

    public LocalSts Sts { get; }

    public DateTime Now => _context.Client.GetUtcNow().UtcDateTime;

    /// <summary>Runs a test on one thread of its own.</summary>
    public static void Run(IReadOnlyList<TimeSpan> lifetimes, Action<RoleChainRefreshOptions> refresh, Action<SimChain> test) => SimThread.Run(() =>
    {
        using SimChain chain = new(lifetimes, refresh);
        test(chain);
    });

    /// <summary>The chain that ends with this hop.</summary>
    public ChainedAWSCredentials Hop(int number) => _handles[number - 1];

    public Task<ImmutableCredentials> Read(int hop) => Hop(hop).GetCredentialsAsync();

    /// <summary>Reads a session, the key of which is returned, waiting for it if need be.</summary>
    public string Key(int hop)
    {
        Task<ImmutableCredentials> read = Read(hop);
        Advance(TimeSpan.Zero);
        for (int step = 0; step < 100 && !read.IsCompleted; step++)
        {
            Advance(TimeSpan.FromSeconds(1));
        }

        return read.GetAwaiter().GetResult().AccessKey;
    }

    public void Advance(TimeSpan time) => _context.Timeline.Run(_context.Timeline.Now + time);

    /// <summary>To a moment of the life of the session that a hop has now.</summary>
    public void AdvanceTo(int hop, TimeSpan beforeExpiry) =>
        Advance(Hop(hop).Expiration!.Value - beforeExpiry - Now);

    /// <summary>How often a hop's role has been asked for.</summary>
    public int Calls(int hop) => Sts.Calls.Count(call => call.RoleArn == Role(hop));

    /// <summary>Makes every call for a hop's role end so.</summary>
    public IDisposable Fail(int hop, StsFault fault) => Sts.AddFault(fault, call => call.RoleArn == Role(hop));

    public void Dispose() => Sts.Dispose();

    private static string Role(int hop) => $"arn:aws:iam::{222222222220 + hop}:role/Hop{hop}";

    private static RoleChain Start(RoleChain whole, int hops)
    {
        RoleChainBuilder builder = new();
        foreach (RoleHop hop in whole.Hops.Take(hops))
        {
            builder.AssumeRole(hop.RoleArn.ToString(), role => (role.SessionName, role.Duration) = (hop.SessionName, hop.Duration));
        }

        return builder.BuildChain();
    }
}

using RoleChaining.Testing;

namespace RoleChaining.Chains;

/// <summary>
/// The article's accounts: alice in 111111111111, HubRole in 222222222222, ProductionRole in 333333333333, and as many further roles as
/// a test wants, each trusting the one before.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly List<string> _roles = [];

    private World(LocalSts sts, CountingClock? clock)
    {
        Sts = sts;
        Clock = clock;
        Alice = sts.AddUser("111111111111", "alice");
    }

    public LocalSts Sts { get; }

    public LocalUser Alice { get; }

    /// <summary>Of worlds in memory.</summary>
    public CountingClock? Clock { get; }

    public IReadOnlyList<string> Roles => _roles;

    public IEnumerable<StsCall> Assumes => Sts.Calls.Where(call => call.Action == "AssumeRole");

    /// <summary>In memory, on a clock that the test moves.</summary>
    /// <param name="hops">How many roles.</param>
    /// <param name="now">When it begins; where this is the real time, what the STS says of its time counts.</param>
    public static World InMemory(int hops = 2, DateTimeOffset? now = null)
    {
        CountingClock clock = new(now ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new World(LocalSts.CreateInMemory(options => options.TimeProvider = clock), clock).WithHops(hops);
    }

    /// <summary>In memory, in real time.</summary>
    public static World InMemoryOnRealTime(int hops = 2) => new World(LocalSts.CreateInMemory(), clock: null).WithHops(hops);

    /// <summary>On a loopback port, in real time.</summary>
    public static async Task<World> OnLoopbackAsync(int hops = 2) => new World(await LocalSts.StartAsync(), clock: null).WithHops(hops);

    /// <summary>A role that the last one may assume.</summary>
    public string AddRole(string arn, string trusted, TimeSpan? maxSessionDuration = null)
    {
        Sts.AddRole(arn, Policy.Trust(trusted), Policy.AllowAll, maxSessionDuration);
        return arn;
    }

    /// <summary>A chain through the first so many roles, from alice.</summary>
    public RoleChainBuilder Chain(int? hops = null)
    {
        RoleChainBuilder builder = Builder();
        foreach (string role in _roles.Take(hops ?? _roles.Count))
        {
            builder.AssumeRole(role, hop => hop.SessionName = "test");
        }

        return builder;
    }

    /// <summary>A chain without hops yet, from alice.</summary>
    public RoleChainBuilder Builder()
    {
        RoleChainBuilder builder = new RoleChainBuilder().WithSource(Alice.Credentials).WithStsClientConfig(Sts.Configure);
        if (Clock is not null)
        {
            return builder.WithTimeProvider(Clock);
        }

        // In real time, but long enough for the busiest machine.
        return builder.WithRetry(retry =>
        {
            retry.AttemptTimeout = TimeSpan.FromMinutes(1);
            retry.TotalTimeout = TimeSpan.FromMinutes(2);
        });
    }

    public ValueTask DisposeAsync() => Sts.DisposeAsync();

    private World WithHops(int hops)
    {
        string trusted = "arn:aws:iam::111111111111:root";
        for (int hop = 1; hop <= hops; hop++)
        {
            string name = hop switch { 1 => "HubRole", 2 => "ProductionRole", _ => $"Role{hop}" };
            trusted = AddRole($"arn:aws:iam::{new string((char)('1' + hop), 12)}:role/{name}", trusted, TimeSpan.FromHours(12));
            _roles.Add(trusted);
        }

        return this;
    }
}

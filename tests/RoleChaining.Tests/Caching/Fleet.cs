using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Chains;
using RoleChaining.Sessions;

namespace RoleChaining.Caching;

/// <summary>Replicas of one application on one fake clock, with a cache and locks that they share.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly Lazy<Task> Warm = new(ReadOnceAsync);

    private readonly List<ChainedAWSCredentials> _chains = [];

    public Fleet(int hops = 1)
    {
        World = World.InMemory(hops);
        Cache = new SharedMemory(World.Clock!);
        Loggers = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(Logs)));
    }

    public World World { get; }

    public SharedMemory Cache { get; }

    public MemoryLocks Locks { get; } = new();

    public SharedSessionOptions Options { get; } = new();

    public EphemeralDataProtectionProvider Keys { get; } = new();

    public FakeLogCollector Logs { get; } = new();

    public ILoggerFactory Loggers { get; }

    public int StsCalls => World.Assumes.Count();

    /// <summary>What another replica would use.</summary>
    public DistributedSessionCache Sessions(IDataProtectionProvider? keys = null, bool locked = true, SharedSessionOptions? options = null) =>
        new(Cache, keys ?? Keys, locked ? Locks : null, () => options ?? Options, World.Clock!);

    public ChainedAWSCredentials Replica(
        IDataProtectionProvider? keys = null, bool locked = true, SharedSessionOptions? options = null, Action<RoleChainBuilder>? configure = null)
    {
        RoleChainBuilder builder = World.Chain().WithLoggerFactory(Loggers).WithSessionCache(Sessions(keys, locked, options));
        configure?.Invoke(builder);
        ChainedAWSCredentials chain = builder.Build();
        _chains.Add(chain);
        return chain;
    }

    /// <summary>
    /// The code of a read is compiled. Without it, much of the fake time passes while the first read of this process only computes.
    /// </summary>
    public static Task WarmAsync() => Warm.Value;

    /// <summary>Reads, and lets time pass while the read waits.</summary>
    public async Task<string> ReadAsync(ChainedAWSCredentials chain, Action<TimeSpan>? waited = null)
    {
        await WarmAsync();
        TimeSpan step = TimeSpan.FromMilliseconds(50);
        TimeSpan time = TimeSpan.Zero;
        Task<Amazon.Runtime.ImmutableCredentials> read = chain.GetCredentialsAsync(TestContext.Current.CancellationToken);
        while (await Task.WhenAny(read, Machine.IdleAsync()) != read)
        {
            World.Clock!.Advance(step);
            time += step;
            Assert.True(time < TimeSpan.FromMinutes(2), "a read waited for two minutes");
        }

        waited?.Invoke(time);
        return (await read).AccessKey;
    }

    /// <summary>
    /// Waits until a revocation is in the cache and the call that has written it has ended: if a test moved the clock before that, the call
    /// would fail by its time limit.
    /// </summary>
    public Task RevokedAsync() => Eventually.TrueAsync(() => Cache.Marks.Any() && World.Clock!.Running == 0);

    /// <summary>Lets time pass until no replica refreshes in the background. Real time goes first: most refreshes need no more.</summary>
    public async Task SettleAsync()
    {
        for (int i = 0; !IsSettled(); i++)
        {
            await (i < 20 ? Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken) : Machine.IdleAsync());
            World.Clock!.Advance(TimeSpan.FromMilliseconds(i < 20 ? 0 : 50));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _chains.ForEach(chain => chain.Dispose());
        Loggers.Dispose();
        await World.DisposeAsync();
    }

    private static async Task ReadOnceAsync()
    {
        await using Fleet fleet = new();
        fleet.Locks.OnTry = () => Task.FromException(new TimeoutException("no connection"));
        for (int i = 0; i < 2; i++)
        {
            using ChainedAWSCredentials replica = fleet.Replica();
            await replica.GetCredentialsAsync(TestContext.Current.CancellationToken);
            replica.Invalidate();
            await replica.GetCredentialsAsync(TestContext.Current.CancellationToken);
        }
    }

    private bool IsSettled() => _chains.Where(chain => !chain.IsDisposed).All(IsSettled);

    private static bool IsSettled(ChainedAWSCredentials chain)
    {
        for (SessionNode? node = chain.Branch.Leaf; node is not null; node = node.Issuer.Parent)
        {
            if (node.IsRefreshing)
            {
                return false;
            }
        }

        return true;
    }
}

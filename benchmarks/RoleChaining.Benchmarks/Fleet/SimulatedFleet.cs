using Microsoft.AspNetCore.DataProtection;
using RoleChaining.Benchmarks.World;
using RoleChaining.Caching;
using RoleChaining.Testing;

namespace RoleChaining.Benchmarks.Fleet;

/// <summary>
/// Replicas of one application on one clock that is moved by hand, each with the library as it is: its own tree of sessions, its STS client,
/// its request to the local STS, which answers after 100 ms. The cache and the locks are in memory.
/// </summary>
internal sealed class SimulatedFleet : IDisposable
{
    /// <summary>A session is refreshed every 45 to 50 minutes: in this time four times.</summary>
    private const int QuietHours = 3;

    /// <summary>The first refreshes come after 45 minutes, all at once. After this time they are as they stay.</summary>
    private const int FirstHours = 2;

    /// <summary>In this many seconds each replica reads all its sessions, in a second of its own.</summary>
    private const int ReadEvery = 30;

    private static readonly TimeSpan BetweenReplicas = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly FleetClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FleetCache _cache = new();
    private readonly FleetLocks _locks = new();
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly LocalSts _sts;
    private readonly StsQuota _quota;
    private readonly FleetShape _shape;
    private readonly ChainedAWSCredentials[][] _replicas;
    private bool _stsIsDown;
    private int _waits;
    private int _failures;

    public SimulatedFleet(FleetShape shape)
    {
        _shape = shape;
        _quota = new StsQuota(_clock);
        _sts = LocalSts.CreateInMemory(options => options.TimeProvider = _clock);
        _sts.AddRoles(shape.Tenants);
        _sts.AddFault(StsFault.Latency(TimeSpan.FromMilliseconds(100)));
        _sts.AddFault(StsFault.ServiceUnavailable(), _ => _stsIsDown);
        _sts.AddFault(StsFault.Throttling(), _ => _quota.IsExceeded());
        _replicas = [.. Enumerable.Range(0, shape.Replicas).Select(_ => CreateReplica())];
    }

    private int Peak => _sts.Calls.GroupBy(call => call.At.Ticks / TimeSpan.TicksPerSecond).Max(second => second.Count());

    private int Issued => _sts.Calls.Count(call => call.IssuedAccessKeyId is not null);

    /// <summary>All replicas at once, each session read once.</summary>
    public FleetStart Start()
    {
        Await(Task.WhenAll(_replicas.Select(WarmUpAsync)));
        Progress($"started, {Issued:N0} sessions issued");
        return new FleetStart(Issued, Peak, _failures);
    }

    /// <summary>One replica after another, as a deployment starts them, and then hours in which nothing happens.</summary>
    public FleetRollout RollOut()
    {
        for (int next = 0; next < _replicas.Length; next++)
        {
            Await(WarmUpAsync(_replicas[next], next));
            _clock.Advance(BetweenReplicas);
        }

        int issued = Issued;
        Progress($"rolled out, {issued:N0} sessions issued");
        PassQuiet(FirstHours);
        int hour = PassQuiet(QuietHours);
        return new FleetRollout(issued, (double)hour / QuietHours, Peak, _waits, _failures);
    }

    /// <summary>The start, an hour in which nothing happens, and one with each event.</summary>
    public FleetResult Run()
    {
        FleetStart start = Start();
        _waits = 0;
        PassQuiet(FirstHours);
        int before = _cache.Operations;
        int hour = PassQuiet(QuietHours);
        int operations = _cache.Operations - before;
        int next = 0;
        int rolling = PassHour(minute =>
        {
            while (next < _replicas.Length && minute >= 10 + (40 * next / _replicas.Length))
            {
                Array.ForEach(_replicas[next], chain => chain.Dispose());
                _replicas[next] = CreateReplica();
                Await(WarmUpAsync(_replicas[next], next++));
            }
        });
        int cacheDown = PassHour(minute => _cache.IsDown = minute is >= 20 and < 30);
        int stsDown = PassHour(minute => _stsIsDown = minute is >= 20 and < 30);
        return new FleetResult(
            start.Issued, (double)hour / QuietHours, rolling, cacheDown, stsDown, Peak, _waits, _failures, (double)operations / QuietHours, _cache.Entries == 0 ? 0 : (double)_cache.Bytes / _cache.Entries);
    }

    public void Dispose()
    {
        Array.ForEach(_replicas, replica => Array.ForEach(replica, chain => chain.Dispose()));
        _sts.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <returns>The sessions that STS issued meanwhile.</returns>
    private int PassQuiet(int hours) => Enumerable.Range(0, hours).Sum(_ => PassHour());

    /// <param name="happen">Called before each second, with the minute.</param>
    /// <returns>The sessions that STS issued meanwhile.</returns>
    private int PassHour(Action<int>? happen = null)
    {
        int before = Issued;
        DateTimeOffset start = _clock.GetUtcNow();
        List<Task> waiting = [];
        for (int second = 0; second < 3600; second = (int)(_clock.GetUtcNow() - start).TotalSeconds)
        {
            happen?.Invoke(second / 60);
            for (int replica = second % ReadEvery; replica < _replicas.Length; replica += ReadEvery)
            {
                waiting.AddRange(_replicas[replica]
                    .Select(chain => chain.GetCredentialsAsync())
                    .Where(read => !read.IsCompletedSuccessfully)
                    .Select(CountAsync));
            }

            while (start.AddSeconds(second + 1) - _clock.GetUtcNow() is { Ticks: > 0 } left)
            {
                Settle();
                _clock.Advance(_clock.IsAnyDue(left) ? Tick : left);
            }
        }

        _waits += waiting.Count;
        Await(Task.WhenAll(waiting));
        happen?.Invoke(60);
        Progress($"another hour, {Issued:N0} sessions issued");
        return Issued - before;
    }

    private async Task CountAsync(Task read)
    {
        try
        {
            await read.ConfigureAwait(false);
        }
        catch (RoleChainException)
        {
            Interlocked.Increment(ref _failures);
        }
    }

    private Task WarmUpAsync(ChainedAWSCredentials[] replica, int number) => Parallel.ForEachAsync(
        InOwnOrder(replica, number),
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (chain, token) => await CountAsync(chain.GetCredentialsAsync(token)).ConfigureAwait(false));

    /// <summary>As requests come to a replica: not in the order of all others.</summary>
    private static ChainedAWSCredentials[] InOwnOrder(ChainedAWSCredentials[] replica, int number)
    {
        ChainedAWSCredentials[] shuffled = [.. replica];
        new Random(number).Shuffle(shuffled);
        return shuffled;
    }

    private void Progress(string done) => Console.Error.WriteLine($"{_shape.Name}: {done}");

    /// <summary>Lets time pass until it is done.</summary>
    private void Await(Task task)
    {
        while (!task.IsCompleted)
        {
            Settle();
            _clock.Advance(Tick);
        }

        task.GetAwaiter().GetResult();
    }

    /// <summary>Waits until no thread of the pool has work: all that is under way waits for the clock. Nothing else runs in this process.</summary>
    private static void Settle()
    {
        for (int quiet = 0; quiet < 2; quiet = IsQuiet() ? quiet + 1 : 0)
        {
            Thread.Yield();
        }
    }

    private static bool IsQuiet()
    {
        ThreadPool.GetAvailableThreads(out int idle, out _);
        ThreadPool.GetMaxThreads(out int all, out _);
        return idle == all && ThreadPool.PendingWorkItemCount == 0;
    }

    private ChainedAWSCredentials[] CreateReplica()
    {
        RoleChainBuilder builder = new RoleChainBuilder().WithSource(Roles.Alice).WithStsClientConfig(_sts.Configure).WithRegion("us-east-1");
        if (_shape.IsShared)
        {
            SharedSessionOptions options = new() { LockTimeout = _shape.LockTimeout ?? TimeSpan.Zero };
            builder.WithSessionCache(new DistributedSessionCache(_cache, _keys, _locks, () => options, _clock));
        }

        // A clock of its own, as a process has: chains of one clock share what they know of STS, and how many calls go at a time.
        builder.WithTimeProvider(new ReplicaClock(_clock));
        ChainedAWSCredentials hub = builder.AssumeRole(Roles.Hub).Build();
        return [.. Enumerable.Range(0, _shape.Tenants).Select(tenant => hub.AssumeRole(Roles.Spoke(tenant)))];
    }
}

using Amazon.Runtime;
using RoleChaining.Chains;

namespace RoleChaining.Caching;

/// <summary>
/// Two processes share a cache that does what it must not, while their applications invalidate and reject sessions.
/// ROLE_CHAINING_CACHE_SEEDS sets how many runs there are.
/// </summary>
[Collection(Alone.Name)]
public sealed class FaultyCacheTests
{
    private const int Steps = 40;

    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_read_fails_waits_without_need_or_gets_a_session_of_another_role_or_one_that_was_rejected()
    {
        await Fleet.WarmAsync();

        // The cache blocks threads, and the pool is slow to begin others.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        Assert.True(ThreadPool.SetMinThreads(64, ports));
        try
        {
            await RunAllAsync();
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }

    private static async Task RunAllAsync()
    {
        int seeds = int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_CACHE_SEEDS"), out int given) ? given : 10;
        for (int seed = 1; seed <= seeds; seed++)
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        Random random = new(seed);
        await using World world = World.InMemory();
        using FaultyCache cache = new(seed);
        Process[] processes = [new(world, cache), new(world, cache)];
        try
        {
            for (int step = 0; step < Steps; step++)
            {
                Process process = processes[random.Next(2)];
                switch (random.Next(10))
                {
                    case 0:
                        process.Chain.Invalidate(allHops: random.Next(2) == 0);
                        break;

                    case 1:
                        process.Reject();
                        break;

                    case 2:
                        process.Restart();
                        break;

                    case 3:
                        cache.Percent = random.Next(3) * 30;
                        break;

                    default:
                        await process.ReadAsync();
                        break;
                }

                TimeSpan pause = TimeSpan.FromMinutes(random.NextDouble() * random.Next(1, 30));
                if (pause > LongestStep)
                {
                    await SettleAsync(world, processes);
                }

                world.Clock!.Advance(pause);
            }
        }
        finally
        {
            Array.ForEach(processes, process => process.Chain.Dispose());
        }
    }

    /// <summary>Lets time pass until nothing is refreshed in the background: a long pause would make a call to STS fail that is under way.</summary>
    private static async Task SettleAsync(World world, Process[] processes)
    {
        while (processes.Any(process => process.Chain.Status.Hops.Any(hop => hop.IsRefreshing)))
        {
            await Machine.IdleAsync();
            world.Clock!.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private sealed class Process(World world, FaultyCache cache)
    {
        private readonly HashSet<string> _rejected = [];
        private string? _last;
        private bool _isSettled;

        public ChainedAWSCredentials Chain { get; private set; } = Start(world, cache);

        public void Restart()
        {
            Chain.Dispose();
            Chain = Start(world, cache);
            _rejected.Clear();
            _last = null;
            _isSettled = false;
        }

        public void Reject()
        {
            if (_last is not null && Chain.Reject(_last))
            {
                _rejected.Add(_last);
            }

            _isSettled = false;
        }

        public async Task ReadAsync()
        {
            bool mustNotWait = _isSettled && Chain.Status.Final.State == HopState.Valid
                && Chain.Expiration - Now > TimeSpan.FromMinutes(2);
            Task<ImmutableCredentials> read = Chain.GetCredentialsAsync(Token);
            Assert.True(read.IsCompleted || !mustNotWait, "a read waited beside a valid session");
            for (int second = 0; !read.IsCompleted; second++)
            {
                // Two hops with three calls of the cache of 2 seconds each and a lock of a minute.
                Assert.True(second < 150, "a read waited for more than 150 seconds");
                await Task.WhenAny(read, Machine.IdleAsync());
                world.Clock!.Advance(TimeSpan.FromSeconds(1));
            }

            _last = (await read).AccessKey;
            _isSettled = true;
            Testing.StsCall issue = Assert.Single(world.Assumes, call => call.IssuedAccessKeyId == _last);
            Assert.Equal((world.Roles[^1], "test"), (issue.RoleArn, issue.SessionName));
            Assert.DoesNotContain(_last, _rejected);

            // The clock may have run away from a call under way, which has failed then. An expired session is served after a failure only.
            bool isOver = issue.At + TimeSpan.FromHours(1) <= Now;
            Assert.False(isOver && Chain.Status.Final.LastFailure is null, "a session was served after its end");
        }

        private DateTime Now => world.Clock!.GetUtcNow().UtcDateTime;

        // The clock runs far ahead of the machine while a read waits, so the calls to STS get much of its time.
        private static ChainedAWSCredentials Start(World world, FaultyCache cache) =>
            world.Chain()
                .WithSessionCache(cache)
                .WithRetry(retry => (retry.AttemptTimeout, retry.TotalTimeout) = (TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(6)))
                .Build();
    }
}

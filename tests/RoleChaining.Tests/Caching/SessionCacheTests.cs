using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Caching;

/// <summary>Sessions kept beyond the process: shared by who would get the same ones, and never in the way.</summary>
public sealed class SessionCacheTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly MemoryCache _cache = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_process_finds_what_this_one_stored_and_asks_nobody(bool async)
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials first = Chain(world);
        ImmutableCredentials stored = await ReadAsync(first, async);
        Assert.Equal(2, _cache.Sessions.Count);
        Assert.Equal(2, world.Assumes.Count());

        using ChainedAWSCredentials second = Chain(world);
        ImmutableCredentials found = await ReadAsync(second, async);
        Assert.Equal((stored.AccessKey, stored.SecretKey, stored.Token, stored.AccountId), (found.AccessKey, found.SecretKey, found.Token, found.AccountId));
        Assert.Equal(2, world.Assumes.Count());
        HopStatus status = second.Status.Hops[^1];
        Assert.Equal(first.Status.Hops[^1].AssumedRoleArn, status.AssumedRoleArn);
        Assert.Equal(first.Status.Hops[^1].ExpiresAt, status.ExpiresAt);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-10_000)] // Timeout.InfiniteTimeSpan
    public async Task Whatever_a_cache_says_of_its_lock_a_session_is_obtained(long ticks)
    {
        await using World world = World.InMemory();
        _cache.LockTimeout = TimeSpan.FromTicks(ticks);
        using ChainedAWSCredentials chain = Chain(world);
        Assert.NotEmpty((await chain.GetCredentialsAsync(Token)).AccessKey);
    }

    [Fact]
    public async Task A_hub_that_is_stored_serves_another_spoke()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials hub = Chain(world, hops: 1);
        await hub.WarmUpAsync(Token);
        using ChainedAWSCredentials production = Chain(world);
        await production.WarmUpAsync(Token);
        Assert.Equal(world.Roles, world.Assumes.Select(call => call.RoleArn));
    }

    [Fact]
    public async Task Nobody_finds_the_session_of_another_source_or_of_other_settings()
    {
        await using World world = World.InMemory();
        LocalUser bob = world.Sts.AddUser("111111111111", "bob");
        using ChainedAWSCredentials alice = Chain(world);
        await alice.WarmUpAsync(Token);
        (Action<RoleChainBuilder> Change, string What)[] others =
        [
            (builder => builder.WithSource(bob.Credentials), "source"),
            (builder => builder.WithRegion("eu-central-1"), "region"),
        ];
        foreach ((Action<RoleChainBuilder> change, string what) in others)
        {
            RoleChainBuilder builder = world.Chain().WithSessionCache(_cache);
            change(builder);
            int before = world.Assumes.Count();
            using ChainedAWSCredentials other = builder.Build();
            await other.WarmUpAsync(Token);
            Assert.True(world.Assumes.Count() == before + 2, what);
        }

        Action<RoleHopOptions>[] settings =
        [
            hop => hop.SessionName = "other",
            hop => hop.ExternalId = "an-id",
            hop => hop.Policy = Policy.AllowAll,
            hop => hop.Duration = TimeSpan.FromMinutes(15),
            hop => hop.Tags.Add("a", "b"),
            hop => hop.Tags.Add("a", "b", transitive: true),
            hop => hop.Tags.Add("ab", ""),
            hop => hop.SourceIdentity = "alice",
            hop => hop.Region = "eu-central-1",
        ];
        foreach (Action<RoleHopOptions> setting in settings)
        {
            int before = world.Assumes.Count();
            using ChainedAWSCredentials other = world.Builder().WithSessionCache(_cache).AssumeRole(world.Roles[0], setting).Build();
            await other.WarmUpAsync(Token);
            Assert.Equal(before + 1, world.Assumes.Count());
        }

        Assert.Equal(2 + (2 * others.Length) + settings.Length, _cache.Sessions.Count);
    }

    [Fact]
    public async Task One_that_is_due_is_renewed_and_stored_again()
    {
        await using World world = World.InMemory();
        using (ChainedAWSCredentials first = Chain(world))
        {
            await first.WarmUpAsync(Token);
        }

        world.Clock!.Advance(TimeSpan.FromMinutes(44));
        using (ChainedAWSCredentials second = Chain(world))
        {
            await second.WarmUpAsync(Token);
            Assert.Equal(2, world.Assumes.Count());
        }

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        using ChainedAWSCredentials third = Chain(world);
        await third.WarmUpAsync(Token);
        Assert.Equal(4, world.Assumes.Count());
        Assert.Contains(_cache.Sessions.Values, session => session.ExpiresAt == third.Status.Hops[^1].ExpiresAt);
    }

    [Fact]
    public async Task One_that_is_due_is_used_while_STS_fails()
    {
        await using World world = World.InMemory();
        using (ChainedAWSCredentials first = Chain(world))
        {
            await first.WarmUpAsync(Token);
        }

        world.Clock!.Advance(TimeSpan.FromMinutes(50));
        using IDisposable outage = world.Sts.AddFault(StsFault.ServiceUnavailable());
        using ChainedAWSCredentials second = world.Chain().WithRetry(retry => retry.MaxAttempts = 1).WithSessionCache(_cache).Build();
        await second.WarmUpAsync(Token);
        Assert.Equal(HopState.Valid, second.Status.Hops[^1].State);
    }

    [Fact]
    public async Task One_that_was_rejected_is_not_found_again()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = Chain(world);
        ImmutableCredentials rejected = await credentials.GetCredentialsAsync(Token);
        credentials.Invalidate(rejected.AccessKey);
        ImmutableCredentials next = await credentials.GetCredentialsAsync(Token);
        Assert.NotEqual(rejected.AccessKey, next.AccessKey);
        using ChainedAWSCredentials other = Chain(world);
        Assert.Equal(next.AccessKey, (await other.GetCredentialsAsync(Token)).AccessKey);
    }

    [Fact]
    public async Task Asking_for_more_life_than_the_stored_one_has_renews_it()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = Chain(world);
        await credentials.WarmUpAsync(Token);
        world.Clock!.Advance(TimeSpan.FromMinutes(20));
        await credentials.GetCredentialsAsync(TimeSpan.FromMinutes(55), Token);
        Assert.Equal(3, world.Assumes.Count());
    }

    [Theory]
    [InlineData("get", true)]
    [InlineData("set", true)]
    [InlineData("lock", true)]
    [InlineData("get", false)]
    [InlineData("set", false)]
    [InlineData("lock", false)]
    public async Task A_cache_that_fails_fails_no_request_and_is_told_of_once(string broken, bool async)
    {
        await using World world = World.InMemory();
        FakeLogCollector logs = new();
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        _cache.OnCall = operation => operation == broken ? Task.FromException(new InvalidDataException("damaged")) : Task.CompletedTask;
        using ChainedAWSCredentials credentials = world.Chain().WithLoggerFactory(loggers).WithSessionCache(_cache).Build();
        for (int i = 0; i < 3; i++)
        {
            await ReadAsync(credentials, async);
            credentials.Invalidate();
        }

        FakeLogRecord record = Assert.Single(logs.GetSnapshot(), record => record.Id.Name == "CacheFailed");
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Contains("damaged", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_hangs_is_left_alone_after_a_while()
    {
        await using World world = World.InMemory(1);
        using SemaphoreSlim called = new(0);
        _cache.OnCall = operation =>
        {
            if (operation == "remove")
            {
                return Task.CompletedTask; // comes beside the lookups, before or after
            }

            called.Release();
            return new TaskCompletionSource().Task;
        };
        using ChainedAWSCredentials credentials = Chain(world);
        Task<ImmutableCredentials> read = credentials.GetCredentialsAsync(Token);
        await called.WaitAsync(Token);
        world.Clock!.Advance(TimeSpan.FromSeconds(2));
        string first = (await read).AccessKey;
        Assert.Equal(0, called.CurrentCount);

        // For half a minute it is not called at all, and then again.
        credentials.Invalidate(first);
        string second = (await credentials.GetCredentialsAsync(Token)).AccessKey;
        Assert.Equal(0, called.CurrentCount);
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        credentials.Invalidate(second);
        read = credentials.GetCredentialsAsync(Token);
        await called.WaitAsync(Token);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(second, (await read).AccessKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Who_waits_for_a_process_that_asks_a_person_has_a_persons_patience_and_does_not_ask_too(int hops)
    {
        await using World world = World.InMemory(hops);
        int asked = 0;
        RoleChainBuilder Hub() => world.Builder().WithSessionCache(_cache)
            .AssumeRole(world.Roles[0], hop =>
            {
                hop.MfaSerialNumber = world.Alice.MfaSerial;
                hop.MfaTokenProvider = _ =>
                {
                    asked++;
                    return Task.FromResult(world.Alice.GetMfaCode());
                };
            });
        ChainedAWSCredentials Asking() => (hops == 1 ? Hub() : Hub().AssumeRole(world.Roles[1])).Build();
        using ChainedAWSCredentials first = Asking();
        await first.WarmUpAsync(Token);
        KeyValuePair<string, CachedRoleSession>[] stored = [.. _cache.Sessions];
        _cache.Sessions.Clear();

        // Another process has the lock, and a person types there.
        TaskCompletionSource released = new();
        using SemaphoreSlim waiting = new(0);
        _cache.Lock = new MemoryStream();
        _cache.OnCall = operation =>
        {
            if (operation == "lock")
            {
                waiting.Release();
                return released.Task;
            }

            return Task.CompletedTask;
        };
        using ChainedAWSCredentials second = Asking();
        Task<ImmutableCredentials> read = second.GetCredentialsAsync(Token);
        await waiting.WaitAsync(Token);
        world.Clock!.Advance(TimeSpan.FromMinutes(4));
        foreach ((string key, CachedRoleSession session) in stored)
        {
            _cache.Sessions[key] = session;
        }

        released.SetResult();
        await read;
        Assert.Equal(1, asked);
        Assert.Equal(hops, world.Assumes.Count());
    }

    [Fact]
    public void A_stored_session_prints_no_secret()
    {
        CachedRoleSession session = new()
        {
            AccessKeyId = "ASIAEXAMPLE", SecretAccessKey = "secret-1", SessionToken = "secret-2", IssuedAt = default, ExpiresAt = default,
        };
        Assert.DoesNotContain("secret", session.ToString(), StringComparison.Ordinal);
    }

    private static async Task<ImmutableCredentials> ReadAsync(ChainedAWSCredentials credentials, bool async) =>
        async ? await credentials.GetCredentialsAsync(Token) : credentials.GetCredentials();

    private ChainedAWSCredentials Chain(World world, int? hops = null) => world.Chain(hops).WithSessionCache(_cache).Build();
}

using Microsoft.AspNetCore.DataProtection;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Caching;

/// <summary>A shared cache is not trusted: what it gives is checked, and what it does holds nobody up.</summary>
public sealed class UntrustedCacheTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly MemoryCache _cache = new();

    public static TheoryData<string> Lies => ["account", "role", "session name", "no ARN", "long life", "future", "no issue time", "no key id", "no secret", "no token"];

    [Theory, MemberData(nameof(Lies))]
    public async Task An_entry_that_is_no_session_of_the_hop_counts_as_none_and_is_repaired(string lie)
    {
        await using World world = World.InMemory(1);
        using (ChainedAWSCredentials first = Chain(world))
        {
            await first.WarmUpAsync(Token);
        }

        (string key, CachedRoleSession good) = _cache.Sessions.Single();
        _cache.Sessions[key] = Lie(good, lie);
        using ChainedAWSCredentials second = Chain(world);

        string issued = (await second.GetCredentialsAsync(Token)).AccessKey;
        Assert.NotEqual(good.AccessKeyId, issued);
        Assert.Equal(2, world.Assumes.Count());
        Assert.Equal(issued, _cache.Sessions[key].AccessKeyId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cache_that_blocks_before_its_first_await_holds_nobody_up(bool async)
    {
        await using World world = World.InMemory(1);
        using ManualResetEventSlim never = new();
        TaskCompletionSource asked = new();
        _cache.OnCall = _ =>
        {
            asked.SetResult(); // a second call would throw
            never.Wait(Token);
            return Task.CompletedTask;
        };
        using ChainedAWSCredentials chain = Chain(world);
        Task<string> reader = async
            ? Task.Run(async () => (await chain.GetCredentialsAsync(Token)).AccessKey, Token)
            : Task.Run(() => chain.GetCredentials().AccessKey, Token);
        await asked.Task;
        world.Clock!.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(await reader);
        never.Set();
        Assert.Single(world.Assumes);
    }

    [Fact]
    public async Task What_was_invalidated_is_removed_and_nobody_takes_it_over()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = Chain(world);
        string dead = (await chain.GetCredentialsAsync(Token)).AccessKey;
        chain.Invalidate(dead);
        await Eventually.TrueAsync(() => _cache.Sessions.IsEmpty);

        using ChainedAWSCredentials next = Chain(world);
        Assert.NotEqual(dead, (await next.GetCredentialsAsync(Token)).AccessKey);
    }

    [Fact]
    public async Task After_a_rejection_no_session_is_taken_over_that_was_issued_before_it()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = Chain(world);
        string dead = (await chain.GetCredentialsAsync(Token)).AccessKey;

        // Another process, which renewed the session a little later: both are dead when the role's sessions are revoked.
        MemoryCache theirs = new();
        using ChainedAWSCredentials other = world.Chain().WithSessionCache(theirs).Build();
        world.Clock!.Advance(TimeSpan.FromMinutes(1));
        string deadToo = (await other.GetCredentialsAsync(Token)).AccessKey;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        _cache.Sessions[_cache.Sessions.Keys.Single()] = theirs.Sessions.Values.Single();

        Assert.True(chain.Reject(dead));
        string next = (await chain.GetCredentialsAsync(Token)).AccessKey;
        Assert.DoesNotContain(next, new[] { dead, deadToo });
    }

    [Theory]
    [InlineData(1, false)] // as far as two processes know the time of STS, it may have been before
    [InlineData(5, false)]
    [InlineData(6, true)]
    public async Task A_session_that_was_issued_right_after_a_rejection_elsewhere_is_not_taken_over(int seconds, bool isTaken)
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = Chain(world);
        string dead = (await chain.GetCredentialsAsync(Token)).AccessKey;
        MemoryCache theirs = new();
        using ChainedAWSCredentials other = world.Chain().WithSessionCache(theirs).Build();
        Assert.True(chain.Reject(dead));
        world.Clock!.Advance(TimeSpan.FromSeconds(seconds));
        string doubtful = (await other.GetCredentialsAsync(Token)).AccessKey;
        _cache.Sessions[theirs.Sessions.Keys.Single()] = theirs.Sessions.Values.Single();

        string next = (await chain.GetCredentialsAsync(Token)).AccessKey;
        Assert.NotEqual(dead, next);
        Assert.Equal(isTaken, next == doubtful);
    }

    public static TheoryData<DateTimeOffset> Moments => [DateTimeOffset.MaxValue, DateTimeOffset.MinValue];

    [Theory, MemberData(nameof(Moments))]
    public async Task Whatever_moment_a_cache_says_a_session_is_obtained(DateTimeOffset moment)
    {
        await using World world = World.InMemoryOnRealTime(1);
        using ChainedAWSCredentials first = Chain(world);
        await first.GetCredentialsAsync(Token);
        Sts.WallClock slow = new(TimeProvider.System) { Offset = TimeSpan.FromMinutes(-2) };
        using ChainedAWSCredentials chain = world.Chain().WithTimeProvider(slow).WithSessionCache(new Doomsday(_cache, moment)).Build();
        for (int i = 0; i < 2; i++)
        {
            Assert.NotNull((await chain.GetCredentialsAsync(Token)).AccessKey);
            chain.Invalidate();
        }
    }

    [Fact]
    public async Task A_session_that_is_revoked_while_STS_fails_is_no_last_resort()
    {
        await using World world = World.InMemory(1);
        SharedMemory memory = new(world.Clock!);
        DistributedSessionCache sessions = new(memory, new EphemeralDataProtectionProvider());
        using (ChainedAWSCredentials first = world.Chain().WithSessionCache(sessions).Build())
        {
            await first.GetCredentialsAsync(Token);
        }

        world.Clock!.Advance(TimeSpan.FromMinutes(52)); // due, and good for a while
        string key = memory.Sessions.Single().Split(':')[^1];
        world.Sts.AddFault(Testing.StsFault.ServiceUnavailable(), call =>
        {
            sessions.RevokeAsync(key, new() { RevokedAt = world.Clock.GetUtcNow() }, Token).AsTask().GetAwaiter().GetResult();
            return true;
        });
        using ChainedAWSCredentials chain = world.Chain().WithSessionCache(sessions)
            .WithRetry(retry => retry.MaxAttempts = 1).Build();
        await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
    }

    [Fact]
    public async Task A_clock_that_is_slow_does_not_make_a_session_newer_than_its_rejection()
    {
        await using World world = World.InMemoryOnRealTime(1);
        Sts.WallClock slow = new(TimeProvider.System) { Offset = TimeSpan.FromMinutes(-2) };
        using ChainedAWSCredentials other = Chain(world);
        string dead = (await other.GetCredentialsAsync(Token)).AccessKey;
        using ChainedAWSCredentials chain = world.Chain().WithTimeProvider(slow).WithSessionCache(_cache).Build();
        Assert.Equal(dead, (await chain.GetCredentialsAsync(Token)).AccessKey);

        // The other process has renewed it meanwhile, and the role's sessions are revoked after that.
        MemoryCache theirs = new();
        using ChainedAWSCredentials renewed = world.Chain().WithSessionCache(theirs).Build();
        string deadToo = (await renewed.GetCredentialsAsync(Token)).AccessKey;
        _cache.Sessions[_cache.Sessions.Keys.Single()] = Lie(theirs.Sessions.Values.Single(), "later");

        Assert.True(chain.Reject(dead));
        Assert.DoesNotContain((await chain.GetCredentialsAsync(Token)).AccessKey, new[] { dead, deadToo });
    }

    [Theory]
    [InlineData(40, 1)] // what is left exactly
    [InlineData(55, 2)]
    public async Task A_minimum_lifetime_holds_for_what_the_cache_has_too(int minutes, int calls)
    {
        await using World world = World.InMemory(1);
        using (ChainedAWSCredentials first = Chain(world))
        {
            await first.WarmUpAsync(Token);
        }

        world.Clock!.Advance(TimeSpan.FromMinutes(20));
        using ChainedAWSCredentials second = Chain(world);
        await second.GetCredentialsAsync(TimeSpan.FromMinutes(minutes), Token);
        Assert.Equal(calls, world.Assumes.Count());
        Assert.InRange(second.Expiration!.Value - world.Clock.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task Times_in_the_cache_are_those_of_STS()
    {
        await using World world = World.InMemoryOnRealTime(1);
        Sts.WallClock fast = new(TimeProvider.System) { Offset = TimeSpan.FromMinutes(20) };
        using ChainedAWSCredentials chain = world.Chain().WithTimeProvider(fast).WithSessionCache(_cache).Build();
        await chain.WarmUpAsync(Token);
        CachedRoleSession stored = _cache.Sessions.Values.Single();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Assert.InRange(stored.IssuedAt, now - TimeSpan.FromMinutes(1), now + TimeSpan.FromSeconds(1));
        Assert.InRange(stored.ExpiresAt, now + TimeSpan.FromMinutes(58), now + TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task A_lock_that_comes_after_its_time_is_given_back()
    {
        await using World world = World.InMemory(1);
        TaskCompletionSource late = new();
        TaskCompletionSource asked = new();
        Released released = new();
        _cache.Lock = released;
        _cache.OnCall = operation =>
        {
            if (operation == "lock")
            {
                asked.SetResult();
                return late.Task;
            }

            return Task.CompletedTask;
        };
        using ChainedAWSCredentials chain = Chain(world);
        Task<Amazon.Runtime.ImmutableCredentials> reader = chain.GetCredentialsAsync(Token);
        await asked.Task;
        world.Clock!.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull(await reader);
        late.SetResult();
        await Eventually.TrueAsync(() => released.Count == 1);
    }

    [Fact]
    public void Two_tokens_of_one_subject_are_one_identity_and_those_of_two_are_not()
    {
        using LocalSts sts = LocalSts.CreateInMemory();
        LocalOidcProvider provider = sts.AddOidcProvider("222222222222", "https://oidc.example.com");
        string job = Sources.WebIdentityClaims.Hash(provider.IssueToken("repo:one"));
        Assert.Equal(job, Sources.WebIdentityClaims.Hash(provider.IssueToken("repo:one", lifetime: TimeSpan.FromHours(2))));
        Assert.NotEqual(job, Sources.WebIdentityClaims.Hash(provider.IssueToken("repo:two")));
        Assert.NotEqual(Sources.WebIdentityClaims.Hash("no.token"), Sources.WebIdentityClaims.Hash("no.other"));
    }

    private ChainedAWSCredentials Chain(World world) => world.Chain().WithSessionCache(_cache).Build();

    private static CachedRoleSession Lie(CachedRoleSession good, string lie) => new()
    {
        AccessKeyId = lie == "no key id" ? "" : good.AccessKeyId,
        SecretAccessKey = lie == "no secret" ? "" : good.SecretAccessKey,
        SessionToken = lie == "no token" ? "" : good.SessionToken,
        IssuedAt = lie switch { "no issue time" => default, "future" => good.IssuedAt + TimeSpan.FromHours(2), "later" => good.IssuedAt + TimeSpan.FromSeconds(1), _ => good.IssuedAt },
        ExpiresAt = lie switch { "long life" => good.ExpiresAt.AddYears(50), "future" => good.ExpiresAt + TimeSpan.FromHours(2), _ => good.ExpiresAt },
        AccountId = lie == "account" ? "999999999999" : good.AccountId,
        AssumedRoleArn = lie switch
        {
            "account" => good.AssumedRoleArn!.Replace("222222222222", "999999999999", StringComparison.Ordinal),
            "role" => good.AssumedRoleArn!.Replace("HubRole", "Other", StringComparison.Ordinal),
            "session name" => $"{good.AssumedRoleArn}-other",
            "no ARN" => null,
            _ => good.AssumedRoleArn,
        },
        RequestId = good.RequestId,
    };

    /// <summary>A cache that knows of revocations at a moment.</summary>
    private sealed class Doomsday(MemoryCache cache, DateTimeOffset moment) : IRoleSessionCache
    {
        public ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken) => cache.GetAsync(key, cancellationToken);

        public async ValueTask<CachedRoleSessionEntry> FindAsync(string key, CancellationToken cancellationToken) =>
            new() { Session = await GetAsync(key, cancellationToken), RevokedAt = moment, RemovedAt = moment };

        public ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken) =>
            cache.SetAsync(key, session, cancellationToken);

        public ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken) => default;
    }

    private sealed class Released : IAsyncDisposable
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref _count);
            return default;
        }
    }
}

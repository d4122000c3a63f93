using RoleChaining.Chains;

namespace RoleChaining.Caching;

/// <summary>A revocation that the cache does not take is told again, because the cache may have kept the session.</summary>
public sealed class RevocationRetryTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly World _world = World.InMemory(1);
    private readonly MemoryCache _cache = new();
    private readonly List<TimeSpan> _tries = [];

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task It_is_told_again_after_a_second_and_then_after_twice_as_long_each_time_for_about_an_hour()
    {
        using ChainedAWSCredentials chain = _world.Chain().WithSessionCache(_cache).Build();
        string dead = (await chain.GetCredentialsAsync(Token)).AccessKey;
        CountingClock clock = _world.Clock!;
        DateTimeOffset begin = clock.GetUtcNow();
        _cache.OnCall = operation =>
        {
            if (operation != "remove")
            {
                return Task.CompletedTask;
            }

            _tries.Add(clock.GetUtcNow() - begin);
            return Task.FromException(new IOException("no connection"));
        };

        int timers = clock.Timers;
        chain.Invalidate(dead);
        List<TimeSpan> expected = [TimeSpan.Zero];
        for (TimeSpan delay = TimeSpan.FromSeconds(1); delay < TimeSpan.FromHours(1); delay *= 2)
        {
            timers += 2; // the call's limit, and then the delay
            await Eventually.TrueAsync(() => clock.Timers == timers);
            clock.Advance(delay);
            expected.Add(expected[^1] + delay);
        }

        await Eventually.TrueAsync(() => _tries.Count == expected.Count && clock.Running == 0);
        Assert.Equal(expected, _tries);
        Assert.Equal(dead, _cache.Sessions.Single().Value.AccessKeyId);
    }

    [Fact]
    public async Task It_is_told_until_the_cache_has_taken_it()
    {
        using ChainedAWSCredentials chain = _world.Chain().WithSessionCache(_cache).Build();
        string dead = (await chain.GetCredentialsAsync(Token)).AccessKey;
        CountingClock clock = _world.Clock!;
        int calls = 0;
        _cache.OnCall = operation => operation == "remove" && ++calls == 1
            ? Task.FromException(new IOException("no connection"))
            : Task.CompletedTask;
        int timers = clock.Timers + 2;
        chain.Invalidate(dead);
        await Eventually.TrueAsync(() => clock.Timers == timers);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _cache.Sessions.IsEmpty && clock.Running == 0);
        Assert.Equal(2, calls);
    }
}

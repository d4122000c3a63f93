using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using RoleChaining.Chains;
using RoleChaining.Diagnostics;
using RoleChaining.Testing;

namespace RoleChaining.Caching;

/// <summary>Each lookup in a shared cache is counted by what came of it. While STS fails, the cache is looked into once more.</summary>
public sealed class LookupTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly World _world = World.InMemory(1);
    private readonly MemoryCache _cache = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Instruments _instruments;
    private readonly MetricCollector<long> _lookups;
    private int _reads;

    public LookupTests()
    {
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        _instruments = Instruments.Create(meters);
        _lookups = new MetricCollector<long>(meters, RoleChainDiagnostics.MeterName, "role_chaining.cache.lookups");
    }

    public async ValueTask DisposeAsync()
    {
        _lookups.Dispose();
        await _services.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task What_is_not_there_is_a_miss_and_what_is_there_a_hit()
    {
        await ReadAsync();
        Assert.Equal(["miss"], Outcomes);
        Assert.Equal(1, _lookups.GetMeasurementSnapshot().Single().Tags["hop"]);
        await ReadAsync();
        Assert.Equal(["miss", "hit"], Outcomes);
    }

    [Fact]
    public async Task What_another_process_stores_before_the_lock_is_here_is_a_hit()
    {
        await ReadAsync();
        KeyValuePair<string, CachedRoleSession> stored = _cache.Sessions.Single();
        _cache.Sessions.Clear();
        _cache.Lock = new MemoryStream();
        _cache.OnCall = operation =>
        {
            if (operation == "lock")
            {
                _cache.Sessions[stored.Key] = stored.Value;
            }

            return Task.CompletedTask;
        };
        Assert.Equal(stored.Value.AccessKeyId, await ReadAsync());
        Assert.Equal(["miss", "hit"], Outcomes);
    }

    [Fact]
    public async Task A_cache_without_locks_is_read_once_before_STS_is_asked()
    {
        OnRead(_ => Task.CompletedTask);
        await ReadAsync();
        Assert.Equal(1, _reads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_process_stores_while_STS_fails_is_a_hit(bool isOneDue)
    {
        await ReadAsync();
        KeyValuePair<string, CachedRoleSession> due = _cache.Sessions.Single();
        _world.Clock!.Advance(TimeSpan.FromMinutes(52));
        _cache.Sessions.Clear();
        string fresh = await ReadAsync();
        CachedRoleSession renewed = _cache.Sessions.Single().Value;
        _cache.Sessions.Clear();
        if (isOneDue)
        {
            _cache.Sessions[due.Key] = due.Value;
        }

        OnRead(read =>
        {
            if (read == 2)
            {
                _cache.Sessions[due.Key] = renewed;
            }

            return Task.CompletedTask;
        });
        using IDisposable outage = _world.Sts.AddFault(StsFault.ServiceUnavailable());
        Assert.Equal(fresh, await ReadAsync());
        Assert.Equal(["miss", "miss", "hit"], Outcomes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_is_due_serves_while_STS_fails_though_the_cache_may_have_failed_meanwhile(bool cacheFails)
    {
        string due = await ReadAsync();
        _world.Clock!.Advance(TimeSpan.FromMinutes(52));
        OnRead(read => cacheFails && read > 1 ? Task.FromException(new IOException("no connection")) : Task.CompletedTask);
        using IDisposable outage = _world.Sts.AddFault(StsFault.ServiceUnavailable());
        Assert.Equal(due, await ReadAsync());
        Assert.Equal(["miss", "due"], Outcomes);
    }

    [Theory]
    [InlineData(0, 60)] // at its end
    [InlineData(0, null)]
    [InlineData(5, 52)]
    [InlineData(5, 60)]
    [InlineData(5, null)]
    public async Task Where_STS_fails_and_nothing_lives_long_enough_the_failure_says_so(int lifetime, int? age)
    {
        if (age is { } minutes)
        {
            await ReadAsync();
            _world.Clock!.Advance(TimeSpan.FromMinutes(minutes));
        }

        using IDisposable outage = _world.Sts.AddFault(StsFault.ServiceUnavailable());
        using ChainedAWSCredentials chain = Chain();
        Task Read() => lifetime == 0 ? chain.GetCredentialsAsync(Token) : chain.GetCredentialsAsync(TimeSpan.FromMinutes(lifetime * 2), Token);
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(Read);
        Assert.Equal((1, RoleChainFailure.StsUnavailable), (e.HopNumber, e.Failure));
        Assert.DoesNotContain("hit", Outcomes);
        Assert.DoesNotContain("due", Outcomes);
    }

    private IEnumerable<string> Outcomes => _lookups.GetMeasurementSnapshot().Select(lookup => $"{lookup.Tags["outcome"]}");

    private void OnRead(Func<int, Task> read) =>
        _cache.OnCall = operation => operation == "get" ? read(Interlocked.Increment(ref _reads)) : Task.CompletedTask;

    /// <summary>What a process gets that has just begun.</summary>
    private async Task<string> ReadAsync()
    {
        using ChainedAWSCredentials chain = Chain();
        return (await chain.GetCredentialsAsync(Token)).AccessKey;
    }

    private ChainedAWSCredentials Chain() => _world.Chain()
        .WithInstruments(_instruments).WithRetry(retry => retry.MaxAttempts = 1).WithSessionCache(_cache).Build();
}

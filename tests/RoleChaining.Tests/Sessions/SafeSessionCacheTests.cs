using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>The application's cache may fail, hang or lie. Who asks gets nothing then, and an operator sees which call it was.</summary>
public sealed class SafeSessionCacheTests : IDisposable
{
    private const string Arn = "arn:aws:sts::222222222222:assumed-role/Hub/session";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly SessionKey Key = new("key", "origin");

    private readonly CountingClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeLogger _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricCollector<long> _failures;
    private readonly ScriptedCache _application = new();
    private readonly SafeSessionCache _cache;

    public SafeSessionCacheTests()
    {
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        _failures = new MetricCollector<long>(meters, RoleChainDiagnostics.MeterName, "role_chaining.cache.failures");
        _cache = new SafeSessionCache(_application, "profile", _clock, _log, Instruments.Create(meters));
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    public void Dispose()
    {
        _failures.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("remove")]
    [InlineData("lock")]
    [InlineData("unlock")]
    public async Task A_call_that_fails_gives_nothing_is_counted_each_time_and_logged_once(string operation)
    {
        _application.OnCall = called => called == operation ? throw new IOException("no connection.") : Task.CompletedTask;
        for (int time = 1; time <= 2; time++)
        {
            Assert.Equal(operation != "unlock", await CallAsync(operation) is false);
            Assert.Equal(
                [.. Enumerable.Repeat((operation, "IOException"), time)],
                _failures.GetMeasurementSnapshot().Select(measured => ($"{measured.Tags["operation"]}", $"{measured.Tags["error.type"]}")));
        }

        FakeLogRecord record = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Contains(operation, record.Message, StringComparison.Ordinal);
        Assert.Contains("no connection", record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("too long", record.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read", 2)]
    [InlineData("write", 2)]
    [InlineData("remove", 2)]
    [InlineData("unlock", 2)]
    [InlineData("lock", 60)]
    public async Task A_call_that_hangs_is_left_and_the_log_says_so(string operation, int seconds)
    {
        await HangAsync(operation, seconds);
        Assert.Contains("it took too long", Assert.Single(_log.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_one_that_hung_nothing_is_asked_for_half_a_minute_but_what_must_be_told_is()
    {
        await HangAsync("read", seconds: 2);
        _application.OnCall = _ => Task.CompletedTask;
        foreach (string operation in new[] { "read", "write", "lock" })
        {
            Assert.False(await CallAsync(operation));
        }

        foreach (string operation in new[] { "remove", "unlock" })
        {
            Assert.True(await CallAsync(operation));
        }

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await CallAsync("read"));
    }

    [Fact]
    public async Task A_lock_that_says_how_long_it_waits_and_hangs_is_not_asked_for_a_while_and_the_rest_is()
    {
        _application.LockTimeout = TimeSpan.FromSeconds(1);
        await HangAsync("lock", seconds: 2);
        _application.OnCall = _ => Task.CompletedTask;
        Assert.False(await CallAsync("lock"));
        Assert.True(await CallAsync("read"));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await CallAsync("lock"));
    }

    [Fact]
    public async Task A_lock_that_does_not_say_it_may_be_asked_again_at_once()
    {
        await HangAsync("lock", seconds: 60);
        _application.OnCall = _ => Task.CompletedTask;
        Assert.True(await CallAsync("lock"));
    }

    [Fact]
    public void A_refresh_is_delayed_by_the_lock_and_three_calls_at_most()
    {
        Assert.Equal((66, 306), (Delay(asksPerson: false), Delay(asksPerson: true)));
        _application.LockTimeout = TimeSpan.FromSeconds(4);
        Assert.Equal((11, 11), (Delay(asksPerson: false), Delay(asksPerson: true)));
        _application.LockTimeout = TimeSpan.FromHours(1);
        Assert.Equal(67, Delay(asksPerson: false));

        double Delay(bool asksPerson) => _cache.LongestDelay(asksPerson).TotalSeconds;
    }

    [Fact]
    public async Task What_is_stored_has_the_times_of_STS_and_what_is_found_those_of_this_machine()
    {
        TimeSpan offset = TimeSpan.FromMinutes(3);
        RoleSession session = new(new ImmutableCredentials("ASIAEXAMPLE000001", "secret", "token", "222222222222"), Now, Now + TimeSpan.FromHours(1))
        {
            ClockOffset = offset,
            AssumedRoleArn = Arn,
        };
        Assert.True(await _cache.SetAsync("key", session, hopNumber: 2, async: true, Token));
        CachedRoleSession stored = _application.Entry.Session!;
        Assert.Equal((Now + offset, Now + offset + TimeSpan.FromHours(1)), (stored.IssuedAt, stored.ExpiresAt));
        Assert.Equal((2, "profile"), (stored.HopNumber, stored.Profile));

        _application.Entry = new() { Session = stored, RevokedAt = Now + offset, RemovedAt = Now + offset };
        FoundSession found = await _cache.FindAsync(Key, SomeSts.Hub, offset, async: true, Token);
        Assert.Equal((Now, Now + TimeSpan.FromHours(1)), (found.Session!.IssuedAt, found.Session.ExpiresAt));
        Assert.Equal((Now, Now + offset), (found.RevokedAt, found.RemovedAt));
        Assert.Equal(Arn, found.ToString());
    }

    [Fact]
    public async Task A_removal_that_this_process_has_told_is_none_to_hear_of_and_another_one_is()
    {
        DateTimeOffset second = Now + TimeSpan.FromSeconds(1);
        await RemoveAsync(second);
        await RemoveAsync(Now); // told again, and late
        Assert.Null(await RemovedAtAsync(second));
        Assert.Equal(second + TimeSpan.FromSeconds(1), await RemovedAtAsync(second + TimeSpan.FromSeconds(1)));
        Assert.Null(await RemovedAtAsync(null));
        await RemoveAsync(second + TimeSpan.FromSeconds(1));
        Assert.Null(await RemovedAtAsync(second + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_revocation_is_no_removal()
    {
        Assert.True(await _cache.RevokeAsync("key", new() { RevokedAt = Now }, async: true));
        Assert.Equal(Now, await RemovedAtAsync(Now));
    }

    private Task<bool> RemoveAsync(DateTimeOffset at) => _cache.RevokeAsync("key", new() { RevokedAt = at, IsRemoval = true }, async: true).AsTask();

    private async Task<DateTimeOffset?> RemovedAtAsync(DateTimeOffset? told)
    {
        _application.Entry = new() { RemovedAt = told };
        return (await _cache.FindAsync(Key, SomeSts.Hub, TimeSpan.Zero, async: true, Token)).RemovedAt;
    }

    private async Task HangAsync(string operation, int seconds)
    {
        TaskCompletionSource called = new();
        _application.OnCall = async name =>
        {
            if (name == operation)
            {
                called.SetResult();
                await new TaskCompletionSource().Task;
            }
        };
        Task<bool> call = CallAsync(operation);
        await called.Task;
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await call;
    }

    /// <summary>Makes a call. Returns whether it gave something; who gives a lock back is told nothing, so there it is whether it was called.</summary>
    private async Task<bool> CallAsync(string operation)
    {
        switch (operation)
        {
            case "read":
                _application.Entry = new() { RemovedAt = Now };
                return (await _cache.FindAsync(Key, SomeSts.Hub, TimeSpan.Zero, async: true, Token)).RemovedAt is not null;

            case "write":
                RoleSession session = new(new ImmutableCredentials("ASIA", "secret", "token"), Now, Now);
                return await _cache.SetAsync("key", session, hopNumber: 1, async: true, Token);

            case "remove":
                return await _cache.RevokeAsync("key", new() { RevokedAt = Now }, async: true);

            case "lock":
                return await _cache.LockAsync("key", asksPerson: false, async: true, Token) is not null;

            default:
                int before = _application.Released;
                await _cache.ReleaseAsync(_application, async: true);
                return _application.Released > before;
        }
    }

    private sealed class ScriptedCache : IRoleSessionCache, IAsyncDisposable
    {
        public Func<string, Task> OnCall { get; set; } = _ => Task.CompletedTask;

        public CachedRoleSessionEntry Entry { get; set; } = new();

        public TimeSpan? LockTimeout { get; set; }

        public int Released { get; private set; }

        public ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async ValueTask<CachedRoleSessionEntry> FindAsync(string key, CancellationToken cancellationToken)
        {
            await OnCall("read");
            return Entry;
        }

        public async ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
        {
            await OnCall("write");
            Entry = new() { Session = session };
        }

        public async ValueTask RevokeAsync(string key, RoleSessionRevocation revocation, CancellationToken cancellationToken) => await OnCall("remove");

        public async ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken)
        {
            await OnCall("lock");
            return this;
        }

        public async ValueTask DisposeAsync()
        {
            Released++;
            await OnCall("unlock");
        }
    }
}

using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Testing;

namespace RoleChaining.Chains;

/// <summary>The rules of motion on whole chains: the real STS client on a local STS in memory, time moved by the test.</summary>
public sealed class MotionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_concurrent_cold_readers_cause_one_AssumeRole_per_hop()
    {
        await using World world = World.InMemory(3);
        using ChainedAWSCredentials credentials = world.Chain().Build();
        using StsGate gate = new();
        using IDisposable fault = world.Sts.AddFault(StsFault.Hold(gate), count: 1);
        Task<ImmutableCredentials>[] readers = [.. Enumerable.Range(0, 1000).Select(_ => credentials.GetCredentialsAsync(Token))];
        await gate.WhenArrived(1, Token);
        gate.Open();
        ImmutableCredentials[] read = await Task.WhenAll(readers);
        Assert.Single(read.Distinct());
        Assert.Equal(3, world.Sts.Calls.Count);
    }

    [Fact]
    public async Task A_thousand_concurrent_cold_readers_share_one_failure()
    {
        await using World world = World.InMemory();
        world.Sts.RemoveRole(world.Roles[0]);
        using ChainedAWSCredentials credentials = world.Chain().Build();
        Task<ImmutableCredentials>[] readers = [.. Enumerable.Range(0, 1000).Select(_ => credentials.GetCredentialsAsync(Token))];
        foreach (Task<ImmutableCredentials> reader in readers)
        {
            Assert.Equal(1, (await Assert.ThrowsAsync<RoleChainException>(() => reader)).HopNumber);
        }

        Assert.Single(world.Sts.Calls);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_leaves_the_others_their_refresh()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        using StsGate gate = new();
        using IDisposable fault = world.Sts.AddFault(StsFault.Hold(gate), count: 1);
        using CancellationTokenSource leaving = new();
        Task<ImmutableCredentials> leaver = credentials.GetCredentialsAsync(leaving.Token);
        Task<ImmutableCredentials> stayer = credentials.GetCredentialsAsync(Token);
        await gate.WhenArrived(1, Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        gate.Open();
        Assert.NotNull(await stayer);
        Assert.Equal(2, world.Sts.Calls.Count);
    }

    [Fact]
    public async Task Hubs_shared_by_a_hundred_spokes_cost_a_hundred_and_one_calls()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials hub = world.Chain().Build();
        ChainedAWSCredentials[] spokes = [.. Enumerable.Range(0, 100).Select(i =>
            hub.AssumeRole(world.AddRole($"arn:aws:iam::{600000000000 + i}:role/Spoke", world.Roles[0])))];
        await Task.WhenAll(spokes.Select(spoke => spoke.GetCredentialsAsync(Token)));
        Assert.Equal(101, world.Sts.Calls.Count);

        // The same role again, from the same hub, is the same session.
        await hub.AssumeRole("arn:aws:iam::600000000000:role/Spoke").GetCredentialsAsync(Token);
        Assert.Equal(101, world.Sts.Calls.Count);
        GC.KeepAlive(spokes);
    }

    [Fact]
    public async Task Spokes_that_differ_in_one_setting_never_share_a_session()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials hub = world.Chain().Build();
        string role = world.AddRole("arn:aws:iam::600000000000:role/Spoke", world.Roles[0]);
        using ChainedAWSCredentials one = hub.AssumeRole(role, hop => hop.ExternalId = "tenant-1");
        using ChainedAWSCredentials two = hub.AssumeRole(role, hop => hop.ExternalId = "tenant-2");
        Assert.NotEqual((await one.GetCredentialsAsync(Token)).AccessKey, (await two.GetCredentialsAsync(Token)).AccessKey);
    }

    [Fact]
    public async Task ExpiredToken_at_hop_3_renews_hop_2_only()
    {
        await using World world = World.InMemory(3);
        using ChainedAWSCredentials credentials = world.Chain().Build();
        await credentials.WarmUpAsync(Token);
        world.Sts.ClearCalls();
        credentials.Invalidate();
        using IDisposable fault = world.Sts.AddFault(
            StsFault.Error(403, "ExpiredToken", "The security token included in the request is expired"),
            call => call.RoleArn == world.Roles[2],
            count: 1);
        await credentials.GetCredentialsAsync(Token);
        Assert.Equal([world.Roles[2], world.Roles[1], world.Roles[2]], world.Assumes.Select(call => call.RoleArn));
    }

    [Fact]
    public async Task A_revoked_hub_session_is_replaced_when_STS_says_so()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        await credentials.WarmUpAsync(Token);
        world.Sts.RevokeSession(credentials.Status.Hops[1].AccessKeyId!);
        world.Sts.ClearCalls();
        credentials.Invalidate();
        Assert.NotNull(await credentials.GetCredentialsAsync(Token));
        Assert.Equal([world.Roles[1], world.Roles[0], world.Roles[1]], world.Assumes.Select(call => call.RoleArn));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(44)]
    [InlineData(50)]
    [InlineData(58)]
    [InlineData(75)]
    public async Task A_source_outage_of_thirty_minutes_costs_no_read(int startsAtMinute)
    {
        await using World world = World.InMemory(3);
        DateTimeOffset from = world.Clock!.GetUtcNow().AddMinutes(startsAtMinute);
        AWSCredentials source = new ChainTests.Rotating(() =>
            world.Clock.GetUtcNow() - from is { TotalMinutes: >= 0 and < 30 } ? throw new IOException("the source is down") : world.Alice.Credentials.GetCredentials());
        using ChainedAWSCredentials credentials = world.Chain().WithSource(source).Build();
        await credentials.WarmUpAsync(Token);
        for (int second = 0; second < 4 * 3600; second += 10)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            await ReadAsync(credentials);
        }
    }

    [Fact]
    public async Task An_STS_outage_of_ten_minutes_costs_no_read_and_few_calls()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        await credentials.WarmUpAsync(Token);
        world.Clock!.Advance(TimeSpan.FromMinutes(49));
        world.Sts.ClearCalls();
        using (world.Sts.AddFault(StsFault.ServiceUnavailable()))
        {
            for (int second = 0; second < 600; second++)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                await ReadAsync(credentials);
            }
        }

        Assert.InRange(world.Sts.Calls.Count, 5, 60);
        for (int second = 0; second < 61; second++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await ReadAsync(credentials);
        }

        Assert.Equal(HopState.Valid, credentials.Status.Final.State);
        Assert.True(credentials.Status.Final.ExpiresAt - world.Clock.GetUtcNow() > TimeSpan.FromMinutes(50));
    }

    [Fact]
    public async Task The_steady_state_of_two_hops_is_at_most_two_calls_per_refresh()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        await RunAsync(world, [credentials], TimeSpan.FromHours(24));
        Assert.InRange(world.Sts.Calls.Count, 24, 2 * 24 * 60 / 45 + 2);
    }

    [Fact]
    public async Task A_hub_of_twelve_hours_is_asked_for_twice_a_day()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Builder()
            .AssumeRole(world.Roles[0], hop => hop.Duration = TimeSpan.FromHours(12))
            .AssumeRole(world.Roles[1])
            .Build();
        await RunAsync(world, [credentials], TimeSpan.FromHours(24));
        Assert.InRange(world.Assumes.Count(call => call.RoleArn == world.Roles[0]), 2, 3);
    }

    [Fact]
    public async Task Sessions_of_fourteen_minutes_and_more_are_not_refreshed_on_every_read()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Builder()
            .AssumeRole(world.Roles[0])
            .AssumeRole(world.Roles[1], hop => hop.Duration = TimeSpan.FromSeconds(900))
            .Build();
        world.Sts.SessionLifetimeCap = TimeSpan.FromMinutes(14);
        for (int read = 0; read < 200; read++)
        {
            await ReadAsync(credentials);
            world.Clock!.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(2, world.Sts.Calls.Count);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task A_machine_clock_twenty_minutes_wrong_changes_nothing(int minutes)
    {
        await using World world = World.InMemory();
        world.Sts.ClockOffset = TimeSpan.FromMinutes(minutes);
        using ChainedAWSCredentials credentials = world.Chain().Build();
        await credentials.WarmUpAsync(Token);
        Assert.All(credentials.Status.Hops.Skip(1), hop => Assert.Equal(3600, (hop.ExpiresAt - world.Clock!.GetUtcNow())!.Value.TotalSeconds, tolerance: 2));
        await RunAsync(world, [credentials], TimeSpan.FromHours(3));
        Assert.All(world.Assumes.Skip(2), call => Assert.Null(call.ErrorCode));
    }

    [Fact]
    public async Task A_process_frozen_for_hours_reads_a_new_session_at_once()
    {
        await using World world = World.InMemory(3);
        using ChainedAWSCredentials credentials = world.Chain().Build();
        string before = (await credentials.GetCredentialsAsync(Token)).AccessKey;
        world.Clock!.Advance(TimeSpan.FromHours(5));
        Assert.NotEqual(before, (await credentials.GetCredentialsAsync(Token)).AccessKey);
        Assert.All(world.Sts.Calls, call => Assert.Null(call.ErrorCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_hangs_is_given_up_and_read_again_and_few_reads_are_left_behind(bool async)
    {
        await using World world = World.InMemory();
        TaskCompletionSource answer = new();
        int reads = 0;
        AWSCredentials source = new ChainTests.Rotating(() =>
        {
            Interlocked.Increment(ref reads);
            answer.Task.Wait();
            return world.Alice.Credentials.GetCredentials();
        });
        using ChainedAWSCredentials credentials = world.Chain().WithSource(source).Build();
        for (int attempt = 0; attempt < 6; attempt++)
        {
            Task<ImmutableCredentials> reader = async ? credentials.GetCredentialsAsync(Token) : Task.Run(credentials.GetCredentials, Token);
            await Eventually.TrueAsync(() => Volatile.Read(ref reads) == Math.Min(attempt + 1, 4) && credentials.Status.Hops[0].IsRefreshing);
            await AdvanceUntilAsync(world.Clock!, reader, new RoleChainRetryOptions().TotalTimeout);
            RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => reader);
            Assert.Equal(0, e.HopNumber);
            Assert.Equal(RoleChainFailure.SourceUnavailable, e.Failure);
            Assert.True(e.IsTransient);
            world.Clock!.Advance(TimeSpan.FromSeconds(5));
        }

        answer.SetResult();
        Assert.NotNull(await credentials.GetCredentialsAsync(Token));
        Assert.InRange(reads, 4, 5);
    }

    [Fact]
    public async Task Thousands_of_spokes_behind_a_failing_STS_make_one_probe_at_a_time()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials hub = world.Chain().Build();
        world.AddRole("arn:aws:iam::600000000000:role/Spoke", world.Roles[0]);
        ChainedAWSCredentials[] spokes = [.. Enumerable.Range(0, Thorough.Of(5000, otherwise: 1000)).Select(i => hub.AssumeRole("arn:aws:iam::600000000000:role/Spoke", hop => hop.SessionName = $"spoke-{i}"))];
        await Task.WhenAll(spokes.Select(spoke => spoke.GetCredentialsAsync(Token)));
        world.Sts.ClearCalls();

        using IDisposable fault = world.Sts.AddFault(StsFault.ServiceUnavailable());
        world.Clock!.Advance(TimeSpan.FromMinutes(51));
        int opening = 0;
        for (int second = 0; second < 20; second++)
        {
            await Task.WhenAll(spokes.Select(spoke => spoke.GetCredentialsAsync(Token)));
            await Eventually.TrueAsync(() => spokes.All(spoke => !spoke.Status.Final.IsRefreshing));
            opening = second == 0 ? world.Sts.Calls.Count : opening;
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // Those that were under way when the circuit opened, then one every five seconds at most.
        Assert.InRange(opening, 1, 60);
        Assert.InRange(world.Sts.Calls.Count - opening, 2, 14);
    }

    [Fact]
    public async Task A_hub_that_fails_is_told_of_once_and_not_by_every_spoke()
    {
        await using World world = World.InMemory(1);
        FakeLogCollector logs = new();
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        using ChainedAWSCredentials hub = world.Chain().WithLoggerFactory(loggers).Build();
        world.AddRole("arn:aws:iam::600000000000:role/Spoke", world.Roles[0]);
        ChainedAWSCredentials[] spokes = [.. Enumerable.Range(0, 100).Select(i => hub.AssumeRole("arn:aws:iam::600000000000:role/Spoke", hop => hop.SessionName = $"spoke-{i}"))];
        using IDisposable fault = world.Sts.AddFault(StsFault.Error(403, "AccessDenied", "no"));

        foreach (ChainedAWSCredentials spoke in spokes)
        {
            RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => spoke.GetCredentialsAsync(Token));
            Assert.Equal(1, e.HopNumber);
        }

        FakeLogRecord record = Assert.Single(logs.GetSnapshot(), record => record.Id.Name == "RefreshFailed");
        Assert.Equal("1", record.GetStructuredStateValue("HopNumber"));
    }

    [Fact]
    public async Task A_minimum_lifetime_longer_than_the_sessions_is_an_error_that_names_the_hop()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        ArgumentOutOfRangeException e = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => credentials.GetCredentialsAsync(TimeSpan.FromHours(1.1), Token));
        Assert.Contains("hop 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalidation_drops_the_final_session_only()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        await credentials.WarmUpAsync(Token);
        credentials.Invalidate();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(3, world.Sts.Calls.Count);
    }

    /// <summary>Reads every ten seconds, letting background refreshes end, for so long.</summary>
    private static async Task RunAsync(World world, ChainedAWSCredentials[] chains, TimeSpan time)
    {
        for (DateTimeOffset end = world.Clock!.GetUtcNow() + time; world.Clock.GetUtcNow() < end; world.Clock.Advance(TimeSpan.FromSeconds(10)))
        {
            foreach (ChainedAWSCredentials chain in chains)
            {
                await ReadAsync(chain);
            }
        }
    }

    private static async Task ReadAsync(ChainedAWSCredentials credentials)
    {
        Assert.NotNull(await credentials.GetCredentialsAsync(Token));
        await Eventually.TrueAsync(() => credentials.Status.Hops.All(hop => !hop.IsRefreshing));
    }

    /// <summary>
    /// Advances a second at a time. Each time the threads get a real moment, so that the limit of a source ends its refresh long before
    /// the clock reaches the limits of the hops behind it.
    /// </summary>
    private static async Task AdvanceUntilAsync(FakeTimeProvider clock, Task done, TimeSpan limit)
    {
        clock.Advance(limit);
        for (int second = 0; second < 20 && await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, Token)) != done; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Chains;
using RoleChaining.DependencyInjection;
using RoleChaining.Sts;

namespace RoleChaining.Caching;

/// <summary>Processes, each with a clock of its own, remove tenants. What they tell each other has the time of STS.</summary>
public sealed class RemovalClockTests
{
    private static readonly EphemeralDataProtectionProvider Keys = new();
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-20)]
    [InlineData(20)]
    public async Task A_process_that_STS_has_not_answered_yet_tells_of_a_removal_by_the_clock_of_STS(int minutesAhead)
    {
        await using World world = World.InMemoryOnRealTime(1);
        SharedMemory cache = new(TimeProvider.System);
        await using ServiceProvider first = Process(world, cache, minutesAhead);
        DateTimeOffset removedAt = await RemoveAsync(world, cache, first);
        Assert.InRange((removedAt - TimeProvider.System.GetUtcNow()).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Empty(world.Assumes);
    }

    [Fact]
    public async Task A_removal_by_a_process_that_cannot_ask_STS_is_told_by_its_own_clock()
    {
        await using World world = World.InMemoryOnRealTime(1);
        world.Sts.AddFault(Testing.StsFault.ServiceUnavailable());
        SharedMemory cache = new(TimeProvider.System);
        await using ServiceProvider first = Process(world, cache, minutesAhead: 20);
        Assert.InRange(await RemoveAsync(world, cache, first) - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task A_process_that_STS_has_not_answered_yet_hears_of_a_removal_though_the_tenant_came_back_elsewhere()
    {
        await using World world = World.InMemoryOnRealTime(1);
        SharedMemory cache = new(TimeProvider.System);
        await using ServiceProvider first = Process(world, cache);
        await using ServiceProvider second = Process(world, cache, minutesAhead: -3);
        await StoredAsync(first);
        ChainedAWSCredentials held = await HoldAsync(second);

        await RemoveAsync(world, cache, first);
        await (await Tenants(first).GetCredentialsAsync(1, Token)).GetCredentialsAsync(Token);
        Assert.Equal(3, world.Assumes.Count());

        held.Invalidate();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => held.GetCredentialsAsync(Token));
        Assert.Contains("removed from its pool by another process", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, world.Assumes.Count());
    }

    [Fact]
    public async Task A_process_that_learns_the_time_by_the_session_that_it_obtains_ends_the_tenant_then()
    {
        await using World world = World.InMemoryOnRealTime(1);
        SharedMemory cache = new(TimeProvider.System);
        await using ServiceProvider first = Process(world, cache);
        await using ServiceProvider second = Process(world, cache, minutesAhead: -3);
        await StoredAsync(first);
        ChainedAWSCredentials held = await HoldAsync(second);
        await RemoveAsync(world, cache, first);

        world.Sts.AddFault(Testing.StsFault.ServiceUnavailable(), call => call.Action == "GetCallerIdentity");
        held.Invalidate();
        await Assert.ThrowsAsync<RoleChainException>(() => held.GetCredentialsAsync(Token));
        Assert.True(held.IsDisposed);
        Assert.Equal(3, world.Assumes.Count());
    }

    [Theory]
    [InlineData(-20)]
    [InlineData(20)]
    public async Task A_tenant_ends_or_stays_by_the_clock_of_STS(int minutesAhead)
    {
        await using World world = World.InMemory(1, TimeProvider.System.GetUtcNow());
        SharedMemory cache = new(world.Clock!);
        await using ServiceProvider first = Process(world, cache);
        await using ServiceProvider second = Process(world, cache, minutesAhead);
        await StoredAsync(first);
        ChainedAWSCredentials gone = await HoldAsync(second);
        await RemoveAsync(world, cache, first);
        world.Sts.ClockOffset += TimeSpan.FromSeconds(10);
        world.Clock!.Advance(TimeSpan.FromSeconds(10));

        gone.Invalidate();
        await Assert.ThrowsAsync<RoleChainException>(() => gone.GetCredentialsAsync(Token));
        ChainedAWSCredentials again = await Tenants(second).GetCredentialsAsync(1, Token);
        await again.GetCredentialsAsync(Token);
        again.Invalidate();
        await again.GetCredentialsAsync(Token);
        Assert.Equal((true, false), (gone.IsDisposed, again.IsDisposed));
    }

    [Fact]
    public async Task A_process_that_could_not_ask_STS_for_the_time_asks_again_at_its_next_look()
    {
        await using World world = World.InMemory(1, TimeProvider.System.GetUtcNow());
        SharedMemory cache = new(world.Clock!);
        await using ServiceProvider first = Process(world, cache);
        await using ServiceProvider second = Process(world, cache);
        ChainedAWSCredentials gone = await Tenants(first).GetCredentialsAsync(1, Token);
        await gone.GetCredentialsAsync(Token);
        ChainedAWSCredentials held = await Tenants(second).GetCredentialsAsync(1, Token);
        await held.GetCredentialsAsync(Token);
        await RemoveAsync(world, cache, first);

        using (world.Sts.AddFault(Testing.StsFault.ServiceUnavailable(), call => call.Action == "GetCallerIdentity"))
        {
            await PassAsync(world, first);
            Assert.Equal(await StoredAsync(first), (await held.GetCredentialsAsync(TimeSpan.FromMinutes(30), Token)).AccessKey);
        }

        await PassAsync(world, first);
        await Assert.ThrowsAsync<RoleChainException>(() => held.GetCredentialsAsync(TimeSpan.FromMinutes(30), Token));
        Assert.True(held.IsDisposed);
    }

    [Fact]
    public async Task A_tenant_that_another_process_looked_up_within_five_seconds_of_its_removal_is_looked_up_again()
    {
        await using Fleet fleet = new();
        await using ServiceProvider first = Process(fleet);
        await using ServiceProvider second = Process(fleet);
        await fleet.ReadAsync(await Tenants(first).GetCredentialsAsync(1, Token));
        await Tenants(first).RemoveAsync(1, Token);
        await fleet.RevokedAsync();

        ChainedAWSCredentials own = await Tenants(first).GetCredentialsAsync(1, Token);
        await fleet.ReadAsync(own);
        fleet.World.Clock!.Advance(TimeSpan.FromSeconds(1));
        ChainedAWSCredentials tooSoon = await Tenants(second).GetCredentialsAsync(1, Token);
        await Assert.ThrowsAsync<RoleChainException>(() => fleet.ReadAsync(tooSoon));
        fleet.World.Clock.Advance(TimeSpan.FromSeconds(5));
        ChainedAWSCredentials again = await Tenants(second).GetCredentialsAsync(1, Token);
        await fleet.ReadAsync(again);

        Assert.Equal((false, true, false), (own.IsDisposed, tooSoon.IsDisposed, again.IsDisposed));
    }

    private static IRoleChainPool<int> Tenants(IServiceProvider services) => services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");

    /// <summary>An hour and a half pass, and the first process renews the tenant's sessions.</summary>
    private static async Task PassAsync(World world, ServiceProvider first)
    {
        world.Sts.ClockOffset += TimeSpan.FromMinutes(90);
        world.Clock!.Advance(TimeSpan.FromMinutes(90));
        await StoredAsync(first);
    }

    /// <summary>The tenant's credentials in a process, which has read them.</summary>
    private static async Task<ChainedAWSCredentials> HoldAsync(IServiceProvider services)
    {
        ChainedAWSCredentials held = await Tenants(services).GetCredentialsAsync(1, Token);
        await held.GetCredentialsAsync(Token);
        return held;
    }

    private static async Task<string> StoredAsync(ServiceProvider first) =>
        (await (await Tenants(first).GetCredentialsAsync(1, Token)).GetCredentialsAsync(Token)).AccessKey;

    /// <summary>Removes the tenant, and waits until that is told and the call that has told it has ended.</summary>
    private static async Task<DateTimeOffset> RemoveAsync(World world, SharedMemory cache, IServiceProvider services)
    {
        int? running = world.Clock?.Running;
        await Tenants(services).RemoveAsync(1, Token);
        await Eventually.TrueAsync(() => cache.Marks.Any() && world.Clock?.Running == running);
        string key = cache.Marks.Single().Split(':')[^1];
        DistributedSessionCache sessions = new(cache, Keys);
        return (await sessions.FindAsync(key, Token)).RemovedAt!.Value;
    }

    private static ServiceProvider Process(Fleet fleet) => Process(fleet.World, fleet.Cache);

    private static ServiceProvider Process(World world, SharedMemory cache, int minutesAhead = 0)
    {
        IServiceCollection services = App.ServicesIn(world)
            .AddSingleton<TimeProvider>(new WallClock(world.Clock ?? TimeProvider.System) { Offset = TimeSpan.FromMinutes(minutesAhead) })
            .AddSingleton<IDistributedCache>(cache)
            .AddSingleton<IDataProtectionProvider>(Keys);
        services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), (_, tenant, chain, _) =>
        {
            string role = $"arn:aws:iam::{100000000000 + tenant}:role/Tenant";
            chain.AssumeRole(world.Sts.Roles.Any(known => known.Arn == role) ? role : world.AddRole(role, App.Hub));
            return Task.CompletedTask;
        }).WithSharedSessions();
        return services.BuildServiceProvider(App.Strict);
    }
}

using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Chains;
using RoleChaining.Sessions;

namespace RoleChaining.DependencyInjection;

/// <summary>Tenant functions and callers of a pool that do what they should not.</summary>
public sealed class PoolFaultTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_looked_up_after_a_removal_is_within_reach_of_the_next_one()
    {
        await using World world = PoolTests.Tenants(1);
        await using ServiceProvider provider = PoolTests.Build(world);
        var pool = (RoleChainPool<int>)provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        PoolEntry<int> removed = new(0, pool);
        await removed.EndAsync(Token);

        ChainedAWSCredentials credentials = await removed.GetAsync(Token);
        IAmazonS3 client = await removed.GetClientAsync<IAmazonS3>(Token);

        Assert.Same(credentials, await pool.GetCredentialsAsync(0, Token));
        Assert.Same(client, await pool.GetClientAsync<IAmazonS3>(0, Token));
        await pool.RemoveAsync(0, Token);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => credentials.GetCredentialsAsync(Token));
    }

    [Fact]
    public async Task A_function_that_blocks_its_thread_is_given_up_in_time_and_can_be_removed()
    {
        await using World world = PoolTests.Tenants(1);
        using ManualResetEventSlim never = new();
        TaskCompletionSource asked = new();
        await using ServiceProvider provider = PoolTests.Build(world, (_, _, _, _) =>
        {
            asked.TrySetResult();
            never.Wait(Token);
            return Task.CompletedTask;
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Task<ChainedAWSCredentials> hangs = pool.GetCredentialsAsync(0, Token);
        await asked.Task;
        Task<bool> removed = pool.RemoveAsync(0, Token);
        await Eventually.TrueAsync(() =>
        {
            world.Clock!.Advance(TimeSpan.FromSeconds(30));
            return hangs.IsCompleted && removed.IsCompleted;
        });
        await Assert.ThrowsAsync<TimeoutException>(() => hangs);
        Assert.True(await removed);
        never.Set();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_function_that_asks_for_its_own_key_is_refused_at_once(bool throughAnother)
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = PoolTests.Build(world, async (services, tenant, hops, token) =>
        {
            IRoleChainPool<int> pool = services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
            await pool.GetCredentialsAsync(throughAnother ? 1 - tenant : tenant, token);
            hops.AssumeRole(PoolTests.Role(tenant));
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => pool.GetCredentialsAsync(0, Token));
        Assert.Contains("asks the pool for the key that it is looking up", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_returns_null_is_named()
    {
        await using World world = PoolTests.Tenants(1);
        await using ServiceProvider provider = PoolTests.Build(world, (_, _, _, _) => null!);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => pool.GetCredentialsAsync(0, Token));
        Assert.Equal("The tenant function of the role chain pool 'tenants' returned null in place of a Task.", refused.Message);
    }

    [Fact]
    public async Task Unknown_keys_push_out_nobody()
    {
        const int Known = 3;
        await using World world = PoolTests.Tenants(Known);
        await using ServiceProvider provider = PoolTests.Build(
            world,
            (_, tenant, hops, _) => tenant < Known
                ? Task.FromResult(hops.AssumeRole(PoolTests.Role(tenant)))
                : Task.FromException(new KeyNotFoundException("no such tenant")),
            options => options.Capacity = Known);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await pool.WarmUpAsync(Enumerable.Range(0, Known), cancellationToken: Token);
        int calls = world.Assumes.Count();

        Task<ChainedAWSCredentials>[] unknown = [.. Enumerable.Range(Known, 50).Select(tenant => pool.GetCredentialsAsync(tenant, Token))];
        foreach (Task<ChainedAWSCredentials> lookup in unknown)
        {
            await Assert.ThrowsAsync<KeyNotFoundException>(() => lookup);
        }

        Assert.Equal(Known, pool.Status.Count);
        Assert.Empty(await pool.WarmUpAsync(Enumerable.Range(0, Known), cancellationToken: Token));
        Assert.Equal(calls, world.Assumes.Count());
    }

    [Fact]
    public async Task A_failure_is_forgotten_in_time_though_the_clock_is_set_back()
    {
        await using World world = PoolTests.Tenants(1);
        Sts.WallClock clock = new(world.Clock!);
        bool known = false;
        IServiceCollection services = App.ServicesIn(world).AddSingleton<TimeProvider>(clock);
        services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), (_, tenant, hops, _) =>
            known ? Task.FromResult(hops.AssumeRole(PoolTests.Role(tenant))) : Task.FromException(new KeyNotFoundException("not yet")));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await Assert.ThrowsAsync<KeyNotFoundException>(() => pool.GetCredentialsAsync(0, Token));
        known = true;
        clock.Offset = -TimeSpan.FromHours(1);
        world.Clock!.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await pool.GetCredentialsAsync(0, Token));
    }

    [Fact]
    public async Task A_removal_whose_caller_leaves_is_made_all_the_same()
    {
        await using World world = PoolTests.Tenants(1);
        TaskCompletionSource gate = new();
        await using ServiceProvider provider = PoolTests.Build(world, async (_, tenant, hops, _) =>
        {
            await gate.Task;
            hops.AssumeRole(PoolTests.Role(tenant));
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Task<ChainedAWSCredentials> lookup = pool.GetCredentialsAsync(0, Token);
        using CancellationTokenSource leaves = new();
        Task<bool> removal = pool.RemoveAsync(0, leaves.Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => removal);
        gate.SetResult();
        ChainedAWSCredentials removed = await lookup;
        await Eventually.TrueAsync(() => Record.Exception(() => removed.GetCredentials()) is ObjectDisposedException);
        Assert.NotSame(removed, await pool.GetCredentialsAsync(0, Token));
    }

    [Fact]
    public async Task The_status_of_a_pool_is_there_although_somebody_disposed_of_a_tenant_s_credentials()
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = PoolTests.Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await pool.WarmUpAsync([0, 1], cancellationToken: Token);
        (await pool.GetCredentialsAsync(0, Token)).Dispose();
        Assert.Equal(2, pool.Status.Count);
    }

    [Fact]
    public async Task A_key_that_was_pushed_out_but_is_in_use_is_looked_up_again_after_its_removal_elsewhere()
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = PoolTests.Build(world, configure: options => options.Capacity = 1);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        ChainedAWSCredentials inUse = await pool.GetCredentialsAsync(0, Token);
        await pool.GetCredentialsAsync(1, Token);
        await pool.GetCredentialsAsync(1, Token);

        ((IRemovable)inUse.KeptAlive!).EndRemoved();
        Assert.True(inUse.IsDisposed);

        ChainedAWSCredentials found = await pool.GetCredentialsAsync(0, Token);
        await found.GetCredentialsAsync(Token);
        Assert.NotSame(inUse, found);
        GC.KeepAlive(inUse);
    }

    [Fact]
    public async Task A_key_is_let_go_only_when_its_sessions_have_ended()
    {
        // The next entry of a key that was let go earlier would share the old session, and keep it.
        await using World world = PoolTests.Tenants(1);
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChainPool<WatchedKey>("tenants", hub => hub.AssumeRole(App.Hub), (_, tenant, hops, _) =>
            Task.FromResult(hops.AssumeRole(PoolTests.Role(tenant.Number))));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        IRoleChainPool<WatchedKey> pool = provider.GetRequiredKeyedService<IRoleChainPool<WatchedKey>>("tenants");
        ChainedAWSCredentials removed = await pool.GetCredentialsAsync(new WatchedKey(0), Token);
        await removed.WarmUpAsync(Token);
        bool hadEnded = false;

        await pool.RemoveAsync(new WatchedKey(0, LookedAt: () => hadEnded = removed.IsDisposed), Token);

        Assert.True(hadEnded);
    }

    [Fact]
    public async Task A_removal_elsewhere_leaves_the_entry_that_has_taken_the_place()
    {
        await using World world = PoolTests.Tenants(1);
        await using ServiceProvider provider = PoolTests.Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        ChainedAWSCredentials removed = await pool.GetCredentialsAsync(0, Token);
        IRemovable before = (IRemovable)removed.KeptAlive!;
        await pool.RemoveAsync(0, Token);
        ChainedAWSCredentials next = await pool.GetCredentialsAsync(0, Token);

        Assert.False(before.EndRemoved());

        Assert.Same(next, await pool.GetCredentialsAsync(0, Token));
        await next.GetCredentialsAsync(Token);
    }

    [Fact]
    public async Task A_removal_leaves_the_hop_that_another_tenant_shares()
    {
        const string Middle = "arn:aws:iam::444444444444:role/Middle";
        await using World world = PoolTests.Tenants(0);
        world.AddRole(Middle, App.Hub);
        world.AddRole(PoolTests.Role(0), Middle);
        world.AddRole(PoolTests.Role(1), Middle);
        await using ServiceProvider provider = PoolTests.Build(
            world, (_, tenant, hops, _) => Task.FromResult(hops.AssumeRole(Middle).AssumeRole(PoolTests.Role(tenant))));
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await pool.WarmUpAsync([0, 1], cancellationToken: Token);
        ChainedAWSCredentials stays = await pool.GetCredentialsAsync(1, Token);
        int calls = world.Assumes.Count();

        await pool.RemoveAsync(0, Token);

        stays.Invalidate();
        await stays.WarmUpAsync(Token);
        Assert.Equal(calls + 1, world.Assumes.Count());
    }

    [Fact]
    public async Task The_hub_of_a_pool_can_be_invalidated()
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = PoolTests.Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await pool.WarmUpAsync([0], cancellationToken: Token);
        pool.InvalidateHub();
        await pool.WarmUpAsync([1], cancellationToken: Token);
        Assert.Equal(2, world.Assumes.Count(call => call.RoleArn == App.Hub));
    }

    /// <summary>A key that tells when a pool looks at it: for the last time when it is let go.</summary>
    private sealed record WatchedKey(int Number, Action? LookedAt = null)
    {
        public bool Equals(WatchedKey? other) => Number == other?.Number;

        public override int GetHashCode()
        {
            LookedAt?.Invoke();
            return Number;
        }
    }
}

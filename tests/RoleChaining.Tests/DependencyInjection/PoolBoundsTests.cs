using System.Runtime.CompilerServices;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

public sealed class PoolBoundsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_least_recently_used_go_first_and_are_gone_with_all_they_held()
    {
        await using World world = PoolTests.Tenants(4);
        await using ServiceProvider provider = PoolTests.Build(world, configure: options => options.Capacity = 3);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        WeakReference[] held = [await UseAsync(pool, 0), await UseAsync(pool, 1), await UseAsync(pool, 2)];
        await UseAsync(pool, 0);
        await UseAsync(pool, 3);
        Assert.Equal(3, pool.Status.Count);
        Collect();
        Assert.Equal([true, false, true], held.Select(reference => reference.IsAlive));
    }

    [Fact]
    public async Task One_in_use_is_never_evicted_nor_disposed_of()
    {
        await using World world = PoolTests.Tenants(4);
        await using ServiceProvider provider = PoolTests.Build(world, configure: options => options.Capacity = 1);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        IAmazonS3 client = await pool.GetClientAsync<IAmazonS3>(0, Token);
        await client.ListBucketsAsync(Token);
        for (int tenant = 1; tenant < 4; tenant++)
        {
            await UseAsync(pool, tenant);
        }

        Collect();
        int calls = world.Assumes.Count();
        Assert.Same(client, await pool.GetClientAsync<IAmazonS3>(0, Token));
        await client.ListBucketsAsync(Token);
        Assert.Equal(calls, world.Assumes.Count());
    }

    [Fact]
    public async Task A_sweep_over_50_000_keys_stays_within_the_bound_and_leaks_nothing()
    {
        await using World world = World.InMemory(1);
        await using ServiceProvider provider = PoolTests.Build(world, configure: options => options.Capacity = 1000);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        List<WeakReference> swept = [];
        for (int key = 0; key < 50_000; key++)
        {
            WeakReference credentials = await TouchAsync(pool, key);
            if (key < 49_000)
            {
                swept.Add(credentials);
            }
        }

        Assert.Equal(1000, pool.Status.Count);
        Collect();
        Assert.DoesNotContain(swept, reference => reference.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(IRoleChainPool<int> pool, int tenant)
    {
        IAmazonS3 client = await pool.GetClientAsync<IAmazonS3>(tenant, Token);
        await client.ListBucketsAsync(Token);
        return new WeakReference(client);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> TouchAsync(IRoleChainPool<int> pool, int key) =>
        new(await pool.GetCredentialsAsync(key, Token));

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}

using System.Runtime.CompilerServices;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

/// <summary>What it costs to ask a pool for a client that it has.</summary>
public sealed class PoolLookupTests
{
    private const int Lookups = 1000;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_and_credentials_that_are_there_are_got_without_an_allocation()
    {
        await using World world = PoolTests.Tenants(3);
        await using ServiceProvider provider = PoolTests.Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        for (int tenant = 0; tenant < 3; tenant++)
        {
            await pool.GetClientAsync<IAmazonS3>(tenant, Token);
        }

        Assert.Equal(0, BytesOf(() => pool.GetClientAsync<IAmazonS3>(1, Token)));
        Assert.Equal(0, BytesOf(() => pool.GetCredentialsAsync(1, Token)));
    }

    [Fact]
    public void What_is_used_stays_and_a_newcomer_is_not_the_first_to_go()
    {
        RecentlyUsed<int, string> values = new(capacity: 3);
        for (int key = 0; key < 3; key++)
        {
            values.Promote(key, values.GetOrAdd(key, key => $"{key}"));
        }

        Assert.True(values.TryGet(0, out _) && values.TryGet(1, out _) && values.TryGet(2, out _));
        values.Promote(3, values.GetOrAdd(3, key => $"{key}"));
        Assert.Contains("3", values.Values);
        Assert.Equal(3, values.Values.Count);
    }

    [Fact]
    public void What_was_let_go_counts_from_its_promotion_on()
    {
        RecentlyUsed<int, string> values = new(capacity: 3);
        string value = values.GetOrAdd(0, key => $"{key}");
        values.Demote(0, value);
        values.Promote(0, value);
        Assert.Equal([value], values.Values);
    }

    [Fact]
    public void A_value_that_has_taken_the_place_of_another_stays_when_that_one_is_removed()
    {
        RecentlyUsed<int, object> values = new(capacity: 3);
        object first = values.GetOrAdd(0, _ => new object());
        Assert.True(values.Remove(0, first));
        object second = values.GetOrAdd(0, _ => new object());
        Assert.False(values.Remove(0, first));
        Assert.True(values.TryGet(0, out object? left) && left == second);
        Assert.True(values.Remove(0, second));
        Assert.False(values.TryGet(0, out _));
    }

    [Fact]
    public void A_lookup_does_not_keep_alive_what_does_not_count()
    {
        RecentlyUsed<int, object> values = new(capacity: 3);
        WeakReference found = FindLetGo(values);
        GC.Collect();
        Assert.False(found.IsAlive);
    }

    [Fact]
    public async Task Readers_and_newcomers_on_all_threads_keep_the_bound()
    {
        RecentlyUsed<int, object> values = new(capacity: 50);
        await Parallel.ForAsync(0, 20_000, Token, (i, token) =>
        {
            int key = i * 7919 % 200;
            object value = values.GetOrAdd(key, key => new object());
            values.Promote(key, value);
            if (i % 97 == 0)
            {
                values.Remove(key, value);
            }

            return ValueTask.CompletedTask;
        });
        Assert.InRange(values.Values.Count, 1, 50);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FindLetGo(RecentlyUsed<int, object> values)
    {
        object value = values.GetOrAdd(0, _ => new object());
        values.Demote(0, value);
        Assert.Same(value, values.GetOrAdd(0, _ => new object()));
        return new WeakReference(value);
    }

    private static long BytesOf(Func<Task> lookup)
    {
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Lookups;

        void Run()
        {
            for (int i = 0; i < Lookups; i++)
            {
                Assert.True(lookup().IsCompletedSuccessfully);
            }
        }
    }
}

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
                values.TryRemove(key, out object? _);
            }

            return ValueTask.CompletedTask;
        });
        Assert.InRange(values.Values.Count, 1, 50);
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

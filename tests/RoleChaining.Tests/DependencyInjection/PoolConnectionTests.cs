using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

public sealed class PoolConnectionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_clients_of_a_pool_and_all_calls_to_STS_go_over_one_connection_each_when_they_come_one_by_one()
    {
        await using World world = await World.OnLoopbackAsync(1);
        for (int tenant = 0; tenant < 20; tenant++)
        {
            world.AddRole(PoolTests.Role(tenant), App.Hub);
        }

        ConcurrentBag<long> changes = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "http.client.open_connections")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Key == "server.port" && Equals(tag.Value, world.Sts.Endpoint.Port)))
            {
                changes.Add(value);
            }
        });
        listener.Start();

        await using ServiceProvider provider = PoolTests.Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        for (int tenant = 0; tenant < 20; tenant++)
        {
            await (await pool.GetClientAsync<IAmazonS3>(tenant, Token)).ListBucketsAsync(Token);
        }

        // Active ones become idle and back: -1 and +1.
        listener.Dispose();
        Assert.Equal(2, changes.Sum());
        Assert.Equal(21, world.Assumes.Count());
    }
}

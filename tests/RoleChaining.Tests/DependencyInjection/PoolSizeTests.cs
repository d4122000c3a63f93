using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Many tenants: calls, pace and memory. Alone in the process, because memory is measured. ROLE_CHAINING_TENANTS sets how many there are:
/// 10,000 take 23 seconds, since the limiter lets 440 calls a second go.
/// </summary>
[Collection(nameof(PoolSizeTests)), CollectionDefinition(nameof(PoolSizeTests), DisableParallelization = true)]
public sealed class PoolSizeTests
{
    private const int StsQuota = 600;

    private static readonly int Tenants =
        int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_TENANTS"), out int given) ? given : 2000;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_tenant_takes_one_call_at_the_limiter_s_pace_and_6_KiB_and_64_with_a_client()
    {
        TokenMill sts = new();
        IServiceCollection services = new ServiceCollection()
            .ConfigureAllRoleChains((_, chain) => chain
                .WithSource(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret")).WithRegion("eu-west-1").WithStsClientConfig(sts.Configure))
            .ConfigureAllAwsClients((_, config) => config.RegionEndpoint = RegionEndpoint.EUWest1);
        services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), (_, tenant, chain, _) =>
        {
            chain.AssumeRole(PoolTests.Role(tenant), hop => hop.ExternalId = $"tenant-{tenant}");
            return Task.CompletedTask;
        });
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await pool.GetClientAsync<IAmazonS3>(0, Token);

        long before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Empty(await pool.WarmUpAsync(Enumerable.Range(0, Tenants), cancellationToken: Token));
        long session = (GC.GetTotalMemory(forceFullCollection: true) - before) / Tenants;
        double[] calls = sts.Calls;
        Assert.Equal(Tenants + 1, calls.Length);
        Assert.InRange(MostInASecond(calls), 1, StsQuota);

        before = GC.GetTotalMemory(forceFullCollection: true);
        for (int tenant = 0; tenant < 1000; tenant++)
        {
            await pool.GetClientAsync<IAmazonS3>(tenant, Token);
        }

        long client = (GC.GetTotalMemory(forceFullCollection: true) - before) / 999;
        ChainedAWSCredentials one = await pool.GetCredentialsAsync(0, Token);
        Assert.Equal(TokenMill.TokenLength, (await one.GetCredentialsAsync(Token)).Token.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{session} B a session, {client} B a client, {MostInASecond(calls)} calls in a second, {calls[^1] - calls[0]:0.0} s");
        Assert.InRange(session, 2 * TokenMill.TokenLength, 6 * 1024);
        Assert.InRange(session + client, 1, 64 * 1024);
    }

    private static int MostInASecond(double[] calls)
    {
        int first = 0;
        int most = 0;
        for (int last = 0; last < calls.Length; last++)
        {
            while (calls[last] - calls[first] >= 1)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.Verifying;

/// <summary>The tenants of a pool are walked some at a time, from one walk of the hub.</summary>
public sealed class PoolTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly VerifiedWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_hub_is_walked_once_and_each_tenant_has_its_own_report()
    {
        for (int tenant = 1; tenant <= 20; tenant++)
        {
            string trusted = tenant == 7 ? "arn:aws:iam::999999999999:root" : VerifiedWorld.Hub;
            _world.Sts.AddRole(Role(tenant), VerifiedWorld.Trust(trusted), VerifiedWorld.Everything);
        }

        await using ServiceProvider services = Build();
        IRoleChainPool<int> pool = services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Reports<RoleChainPoolProgress> progress = new();

        PoolVerifyReport<int> report = await pool.VerifyAsync(Enumerable.Range(0, 21), progress: progress, cancellationToken: Token);

        Assert.Equal(0, Assert.Single(report.Errors).Key);
        Assert.Equal(20, report.Reports.Count);
        Assert.All(report.Reports, one => Assert.Equal(one.Key == 7 ? VerifyStatus.Denied : VerifyStatus.Ok, one.Value.Status));
        Assert.All(report.Reports.Values, one => Assert.Equal([0, 1, 2], one.Hops.Select(hop => hop.Number)));
        Assert.Equal(1, _world.Assumes.Count(call => call.RoleArn == VerifiedWorld.Hub));
        Assert.Equal(new RoleChainPoolProgress(21, 2, 21), progress.All.MaxBy(one => one.Completed));
    }

    [Fact]
    public async Task A_hub_that_is_denied_is_asked_once_for_all()
    {
        _world.HubRole.TrustPolicy = VerifiedWorld.Trust("arn:aws:iam::999999999999:root");
        await using ServiceProvider services = Build();
        IRoleChainPool<int> pool = services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");

        PoolVerifyReport<int> report = await pool.VerifyAsync([1, 2, 3], cancellationToken: Token);

        Assert.All(report.Reports.Values, one => Assert.Equal((VerifyStatus.Denied, 1), (one.Status, one.FailedHop!.Number)));
        Assert.Single(_world.Assumes);
    }

    [Fact]
    public async Task What_is_asked_besides_is_asked_of_the_tenants_own_hops()
    {
        _world.Sts.AddRole(Role(1), VerifiedWorld.Trust(VerifiedWorld.Hub, "tenant-1"), VerifiedWorld.Everything);
        _world.Sts.AddRole(Role(2), VerifiedWorld.Trust(VerifiedWorld.Hub), VerifiedWorld.Everything);
        await using ServiceProvider services = Build();
        IRoleChainPool<int> pool = services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");

        PoolVerifyReport<int> report = await pool.VerifyAsync(
            [1, 2], new() { ExternalIdEnforced = true, MaxDuration = true }, cancellationToken: Token);

        Assert.Equal([2, 2], report.Reports[1].Checks.Select(check => check.HopNumber));
        Assert.Equal([true, false], new[] { 1, 2 }.Select(tenant => report.Reports[tenant].Checks[0].Holds!.Value));
    }

    private static string Role(int tenant) => $"arn:aws:iam::4444444444{tenant:00}:role/Tenant";

    private ServiceProvider Build()
    {
        ServiceCollection services = new();
        services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(VerifiedWorld.Hub), (_, tenant, chain, _) =>
        {
            string role = tenant == 0 ? throw new KeyNotFoundException("no tenant 0") : Role(tenant);
            chain.AssumeRole(role, hop => hop.ExternalId = $"tenant-{tenant}");
            return Task.CompletedTask;
        });
        services.ConfigureAllRoleChains((_, chain) => chain
            .WithSource(_world.Alice.Credentials)
            .WithRegion("eu-west-1")
            .WithStsClientConfig(_world.Sts.Configure));
        return services.BuildServiceProvider();
    }
}

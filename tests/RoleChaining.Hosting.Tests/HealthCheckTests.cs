using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleChaining.Testing;

namespace RoleChaining;

public sealed class HealthCheckTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_is_healthy_then_degraded_then_unhealthy_then_healthy_again()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddRoleChain("production", chain => chain
                .AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production).WithRefresh(refresh => refresh.ExpiredGrace = TimeSpan.Zero).WithRetry(retry => retry.MaxAttempts = 1))
            .AddHealthCheck(["ready"]);
        await host.StartAsync();
        ChainedAWSCredentials credentials = host.Services.GetRequiredKeyedService<ChainedAWSCredentials>("production");
        Assert.Equal((HealthStatus.Healthy, "not read yet"), await CheckAsync());
        Assert.Empty(host.Sts.Calls);
        await credentials.WarmUpAsync(Token);
        Assert.Equal((HealthStatus.Healthy, "valid"), await CheckAsync());

        IDisposable outage = host.Sts.AddFault(StsFault.ServiceUnavailable());
        host.Clock.Advance(TimeSpan.FromMinutes(56)); // in the advisory window
        await credentials.GetCredentialsAsync(Token);
        await Eventually(() => credentials.Status.Final.LastFailure is not null && !credentials.Status.Final.IsRefreshing);
        HealthReportEntry degraded = await ReportAsync();
        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Equal((true, "StsUnavailable"), (degraded.Data["transient"], degraded.Data["failure"]));
        Assert.Contains("advice", degraded.Data.Keys);
        Assert.Contains("expiresAt", degraded.Data.Keys);

        host.Clock.Advance(TimeSpan.FromMinutes(10)); // expired
        Assert.Equal(HealthStatus.Unhealthy, (await ReportAsync()).Status);

        outage.Dispose();
        host.Clock.Advance(TimeSpan.FromMinutes(1)); // nobody reads but the check
        Assert.Equal((HealthStatus.Healthy, "valid"), await CheckAsync());

        async Task<(HealthStatus, string)> CheckAsync()
        {
            HealthReportEntry entry = await ReportAsync();
            return (entry.Status, entry.Description!.Split(": ")[^1]);
        }

        async Task<HealthReportEntry> ReportAsync() =>
            (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"), Token)).Entries["role-chain:production"];
    }

    [Fact]
    public async Task A_denied_refresh_degrades_with_hop_reason_and_advice()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production, hop => hop.ExternalId = "external-secret")).AddHealthCheck();
        await host.StartAsync();
        ChainedAWSCredentials credentials = host.Services.GetRequiredService<ChainedAWSCredentials>();
        await credentials.WarmUpAsync(Token);
        host.Sts.RemoveRole(LocalHost.Production);
        host.Clock.Advance(TimeSpan.FromMinutes(56));
        await credentials.GetCredentialsAsync(Token);
        await Eventually(() => credentials.Status.Final.LastFailure is not null && !credentials.Status.Final.IsRefreshing);

        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        HealthReportEntry entry = report.Entries["role-chain"];
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal((2, "AccessDenied", LocalHost.Production), (entry.Data["hop"], entry.Data["failure"], entry.Data["role"]));
        Assert.Contains("sts:AssumeRole", (string)entry.Data["advice"], StringComparison.Ordinal);
        Assert.All(entry.Data.Values.Append(entry.Description), value => Assert.DoesNotContain("external-secret", value!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_earlier_hop_whose_renewal_failed_once_is_asked_again_by_the_check()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production)).AddHealthCheck();
        await host.StartAsync();
        ChainedAWSCredentials credentials = host.Services.GetRequiredService<ChainedAWSCredentials>();
        string first = (await credentials.GetCredentialsAsync(Token)).AccessKey;
        IDisposable outage = host.Sts.AddFault(StsFault.ServiceUnavailable(), call => call.RoleArn == LocalHost.Hub);
        host.Clock.Advance(TimeSpan.FromMinutes(56)); // both hops are due, and the hub's old session signs for the last hop
        await credentials.GetCredentialsAsync(Token);
        await Eventually(() => credentials.Status.Final.AccessKeyId != first);
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(host));

        outage.Dispose();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually(async () => await CheckAsync(host) == HealthStatus.Healthy);
        Assert.Equal(2, host.Sts.Calls.Count(call => call is { RoleArn: LocalHost.Hub, StatusCode: 200 }));
        Assert.Equal(2, host.Sts.Calls.Count(call => call.RoleArn == LocalHost.Production));
    }

    [Fact]
    public async Task Tenants_that_failed_and_that_nobody_reads_are_asked_again_by_the_check_ten_at_a_time()
    {
        await using LocalHost host = new();
        WarmUpTests.AddPool(host.Builder.Services).AddHealthCheck();
        await host.StartAsync();
        IRoleChainPool<int> pool = host.Services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        IDisposable outage = host.Sts.AddFault(StsFault.Error(403, "AccessDenied", "no"), call => call.RoleArn != LocalHost.Hub);
        Assert.Equal(15, (await pool.WarmUpAsync(Enumerable.Range(1, 15), cancellationToken: Token)).Count);
        int calls = host.Sts.Calls.Count;
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(host));
        Assert.Equal(calls, host.Sts.Calls.Count); // no sooner than the pool itself would ask

        outage.Dispose();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(host)); // starts the refreshes and waits for none
        await Eventually(() => pool.Status.Failed == 5);
        Assert.Equal(calls + 10, host.Sts.Calls.Count);
        await Eventually(async () => await CheckAsync(host) == HealthStatus.Healthy);
        Assert.Equal(calls + 15, host.Sts.Calls.Count);
    }

    [Fact]
    public async Task A_pool_is_degraded_by_a_broken_tenant_and_unhealthy_by_its_hub()
    {
        await using LocalHost host = new();
        WarmUpTests.AddPool(host.Builder.Services).AddHealthCheck();
        await host.StartAsync();
        IRoleChainPool<int> pool = host.Services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

        host.Sts.RemoveRole("arn:aws:iam::100000000003:role/Customer");
        await pool.WarmUpAsync([1, 2, 3], cancellationToken: Token);
        HealthReportEntry degraded = await CheckAsync();
        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.StartsWith("1 of 3 tenants fail. For one: ", degraded.Description, StringComparison.Ordinal);
        Assert.Equal((3, 1), (degraded.Data["count"], degraded.Data["failed"]));

        await pool.RemoveAsync(3, Token);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

        IDisposable outage = host.Sts.AddFault(StsFault.Error(403, "AccessDenied", "no"));
        host.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Single(await Failures());
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);
        outage.Dispose();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(HealthStatus.Unhealthy, (await CheckAsync()).Status);
        Assert.Empty(await pool.WarmUpAsync([1, 2], cancellationToken: Token));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

        async Task<HealthReportEntry> CheckAsync() =>
            (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["role-chain-pool:tenants"];

        async Task<RoleChainException[]> Failures()
        {
            ChainedAWSCredentials one = await pool.GetCredentialsAsync(1, Token);
            return [await Assert.ThrowsAsync<RoleChainException>(() => one.GetCredentialsAsync(Token))];
        }
    }

    [Fact]
    public async Task Checks_can_be_added_by_name_as_well_and_twice_count_once()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddRoleChain("a", chain => chain.AssumeRole(LocalHost.Hub));
        host.Builder.Services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub));
        WarmUpTests.AddPool(host.Builder.Services);
        host.Builder.Services.AddHealthChecks().AddRoleChain("a").AddRoleChain("a").AddRoleChain().AddRoleChainPool<int>("tenants");
        await host.StartAsync();
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal(["role-chain", "role-chain-pool:tenants", "role-chain:a"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HealthStatus.Healthy, report.Status);
    }

    [Fact]
    public async Task Pools_of_one_name_with_different_keys_are_checked_each()
    {
        await using LocalHost host = new();
        WarmUpTests.AddPool(host.Builder.Services).AddHealthCheck();
        host.Builder.Services.AddRoleChainPool<string>("tenants", hub => hub.AssumeRole(LocalHost.Hub), (_, tenant, chain, _) =>
        {
            chain.AssumeRole(tenant);
            return Task.CompletedTask;
        }).AddHealthCheck().AddHealthCheck();
        await host.StartAsync();
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal(["role-chain-pool:tenants", "role-chain-pool:tenants:System.String"], report.Entries.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_check_that_is_added_again_has_the_tags_of_both()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub)).AddHealthCheck(["ready"]).AddHealthCheck(["live"]).AddHealthCheck();
        await host.StartAsync();
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal(["live", "ready"], report.Entries["role-chain"].Tags.Order(StringComparer.Ordinal));
    }

    private static async Task<HealthStatus> CheckAsync(LocalHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Status;

    private static Task Eventually(Func<bool> condition) => Eventually(() => Task.FromResult(condition()));

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

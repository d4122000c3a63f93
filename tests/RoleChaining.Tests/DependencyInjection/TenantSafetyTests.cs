using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

/// <summary>A pool whose tenant function finds the wrong row must not lead one tenant to another one's account.</summary>
public sealed class TenantSafetyTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("id-1", true)]
    public async Task A_tenant_without_an_external_id_is_refused_before_any_call(string? externalId, bool isFine)
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = Build(
            world, (tenant, chain) => chain.AssumeRole(PoolTests.Role(tenant), hop => hop.ExternalId = externalId), pool => pool.RequireExternalId());
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        if (isFine)
        {
            await pool.GetCredentialsAsync(1, Token);
            return;
        }

        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => pool.GetCredentialsAsync(1, Token));
        Assert.Contains("hop 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ExternalId", refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Sts.Calls);
    }

    [Fact]
    public async Task Each_step_into_an_account_needs_an_external_id_and_a_step_within_one_needs_none()
    {
        await using World world = PoolTests.Tenants(3);
        await using ServiceProvider provider = Build(
            world,
            (tenant, chain) => chain
                .AssumeRole(PoolTests.Role(1), hop => hop.ExternalId = "id-1")
                .AssumeRole("arn:aws:iam::100000000001:role/Within")
                .AssumeRole(tenant == 1 ? "arn:aws:iam::100000000001:role/Within2" : PoolTests.Role(2)),
            pool => pool.RequireExternalId());
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Assert.Equal(4, (await pool.GetChainAsync(1, Token)).Hops.Count);
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => pool.GetChainAsync(2, Token));
        Assert.StartsWith("the role chain pool 'tenants': hop 4: ExternalId is missing", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_another_tenant_is_refused_before_any_call()
    {
        await using World world = PoolTests.Tenants(3);
        await using ServiceProvider provider = Build(
            world, (tenant, chain) => chain.AssumeRole(PoolTests.Role(tenant == 1 ? 2 : tenant)), pool => pool.BindTenant(Bind));
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => pool.GetCredentialsAsync(1, Token));
        Assert.Contains("hop 2: RoleArn is \"arn:aws:iam::100000000002:role/Tenant2\", but the tenant is bound to account \"100000000001\"", refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Sts.Calls);
        await (await pool.GetCredentialsAsync(2, Token)).WarmUpAsync(Token);
    }

    [Fact]
    public async Task IAM_can_refuse_as_well_by_the_tag_of_the_tenant()
    {
        await using World world = World.InMemory(1);
        for (int tenant = 1; tenant <= 2; tenant++)
        {
            world.Sts.AddRole(PoolTests.Role(tenant), $$"""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{App.Hub}}"},"Action":["sts:AssumeRole","sts:TagSession"],
                "Condition":{"StringEquals":{"aws:RequestTag/Tenant":"tenant-{{tenant}}"} } }]}
                """);
        }

        await using ServiceProvider provider = Build(
            world,
            (tenant, chain) => chain.AssumeRole(PoolTests.Role(tenant)),
            pool => pool.BindTenant(tenant => ($"{100_000_000_000 + tenant}", "Tenant", "tenant-1")));
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        ChainedAWSCredentials one = await pool.GetCredentialsAsync(1, Token);
        await one.WarmUpAsync(Token);
        Assert.Equal(("Tenant", "tenant-1", true), Assert.Single(one.Chain.Hops[1].Tags) is var tag ? (tag.Key, tag.Value, tag.Transitive) : default);
        ChainedAWSCredentials two = await pool.GetCredentialsAsync(2, Token);
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => two.WarmUpAsync(Token));
        Assert.Equal(RoleChainFailure.AccessDenied, denied.Failure);
    }

    [Theory]
    [InlineData("tenant-1", false, true)]
    [InlineData("tenant-2", true, false)]
    public async Task A_tag_of_the_tenant_s_own_must_be_the_pool_s_and_becomes_transitive(string value, bool transitive, bool isFine)
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = Build(
            world, (tenant, chain) => chain.AssumeRole(PoolTests.Role(tenant), hop => hop.Tags.Add("TENANT", value, transitive)), pool => pool.BindTenant(Bind));
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        if (isFine)
        {
            Assert.True(Assert.Single((await pool.GetChainAsync(1, Token)).Hops[1].Tags).Transitive);
            return;
        }

        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => pool.GetChainAsync(1, Token));
        Assert.Contains("the tag \"Tenant\" has another value", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tenant-2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_tenant_is_named_where_the_application_says_how_and_nowhere_else(bool described)
    {
        await using World world = PoolTests.Tenants(2);
        world.Sts.RemoveRole(PoolTests.Role(1));
        FakeLogCollector logs = new();
        await using ServiceProvider provider = Build(
            world,
            (tenant, chain) => _ = tenant == 0 ? chain : chain.AssumeRole(PoolTests.Role(tenant)),
            pool => _ = described ? pool.DescribeTenant(tenant => $"customer-{tenant}\n") : pool,
            logs);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        ChainedAWSCredentials credentials = await pool.GetCredentialsAsync(1, Token);
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => credentials.WarmUpAsync(Token));
        OptionsValidationException none = await Assert.ThrowsAsync<OptionsValidationException>(() => pool.GetCredentialsAsync(0, Token));
        string name = described ? "customer-1\\u000A" : "";
        Assert.Equal(described ? name : null, denied.Tenant);
        Assert.Equal("tenants", denied.ChainName);
        Assert.StartsWith(
            described ? $"Hop 2 of 2 (chain tenants, tenant {name}): " : "Hop 2 of 2 (chain tenants): ", denied.Message, StringComparison.Ordinal);
        Assert.Equal(described ? name : null, credentials.Status.Tenant);
        Assert.Equal(described ? name : null, Assert.Single(pool.Status.Problems).Tenant);
        Assert.Equal(described, none.Message.Contains("tenant customer-0", StringComparison.Ordinal));
        FakeLogRecord[] ofTenant = [.. logs.GetSnapshot().Where(log => log.Message.Contains("Hop 2", StringComparison.Ordinal))];
        Assert.Equal([101, 203], ofTenant.Select(log => log.Id.Id));
        Assert.All(ofTenant, log => Assert.Contains(described ? $"chain tenants, tenant {name}, " : "chain tenants, ", log.Message, StringComparison.Ordinal));
        Assert.All(ofTenant, log => Assert.Contains(log.Scopes, scope => $"{scope}" == (described ? $"chain tenants, tenant {name}" : "chain tenants")));
        Assert.DoesNotContain(logs.GetSnapshot(), log => !described && (log.Message + string.Join(' ', log.Scopes)).Contains("customer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tenant_s_rejected_session_is_logged_with_the_tenant()
    {
        await using World world = PoolTests.Tenants(2);
        FakeLogCollector logs = new();
        await using ServiceProvider provider = Build(
            world, (tenant, chain) => chain.AssumeRole(PoolTests.Role(tenant)), pool => pool.DescribeTenant(tenant => $"customer-{tenant}"), logs);
        ChainedAWSCredentials credentials = await provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants").GetCredentialsAsync(1, Token);
        Assert.True(credentials.Reject((await credentials.GetCredentialsAsync(Token)).AccessKey));
        FakeLogRecord rejected = Assert.Single(logs.GetSnapshot(), log => log.Id.Id == 201);
        Assert.Contains("hop 2 of chain tenants, tenant customer-1, ", rejected.Message, StringComparison.Ordinal);
        Assert.Equal("chain tenants, tenant customer-1", $"{Assert.Single(rejected.Scopes)}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rule_that_a_tenant_s_hop_breaks_is_told_with_pool_and_tenant(bool described)
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = Build(
            world,
            (tenant, chain) => chain.AssumeRole(PoolTests.Role(tenant), hop => (hop.ExternalId, hop.SessionName) = ("x", "a b")),
            pool => _ = described ? pool.DescribeTenant(tenant => $"customer-{tenant}") : pool);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => pool.GetChainAsync(1, Token));
        string where = described ? "the role chain pool 'tenants', tenant customer-1" : "the role chain pool 'tenants'";
        Assert.StartsWith($"\n  1. {where}: hop 2 of 2: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"\n  2. {where}: hop 2 of 2: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_that_fails_costs_nobody_anything()
    {
        await using World world = PoolTests.Tenants(2);
        await using ServiceProvider provider = Build(
            world, (tenant, chain) => chain.AssumeRole(PoolTests.Role(tenant)), pool => pool.DescribeTenant(_ => throw new InvalidOperationException("no")));
        ChainedAWSCredentials credentials = await provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants").GetCredentialsAsync(1, Token);
        await credentials.WarmUpAsync(Token);
        Assert.Null(credentials.Status.Tenant);
    }

    private static (string, string, string) Bind(int tenant) => ($"{100_000_000_000 + tenant}", "Tenant", $"tenant-{tenant}");

    private static ServiceProvider Build(
        World world, Action<int, RoleHopsBuilder> tenant, Action<RoleChainPoolServicesBuilder<int>> configure, FakeLogCollector? logs = null)
    {
        IServiceCollection services = App.ServicesIn(world);
        if (logs is not null)
        {
            services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)).SetMinimumLevel(LogLevel.Trace));
        }

        configure(services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), (_, key, chain, _) =>
        {
            tenant(key, chain);
            return Task.CompletedTask;
        }));
        return services.BuildServiceProvider(App.Strict);
    }
}

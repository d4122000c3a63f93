using System.Collections.Concurrent;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.DependencyInjection;

public sealed class PoolTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_s_hops_follow_the_hub_s_and_the_hub_is_assumed_once()
    {
        await using World world = Tenants(3);
        await using ServiceProvider provider = Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        for (int tenant = 0; tenant < 3; tenant++)
        {
            IAmazonS3 s3 = await pool.GetClientAsync<IAmazonS3>(tenant, Token);
            await s3.ListBucketsAsync(Token);
            Assert.Contains($":assumed-role/Tenant{tenant}/", world.Sts.Calls[^1].SignerArn, StringComparison.Ordinal);
            Assert.Same(s3, await pool.GetClientAsync<IAmazonS3>(tenant, Token));
        }

        Assert.Equal(4, world.Assumes.Count());
        Assert.Equal($"{App.Hub} -> {Role(1)}", (await pool.GetChainAsync(1, Token)).ToString());
        Assert.Equal(3, pool.Status.Count);
    }

    [Fact]
    public async Task A_tenant_may_have_several_hops_and_a_hub_none()
    {
        await using World world = Tenants(2);
        world.AddRole("arn:aws:iam::111111111111:role/Direct", "111111111111");
        world.AddRole("arn:aws:iam::555555555555:role/Beyond", "arn:aws:iam::111111111111:role/Direct");
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChainPool<int>(_ => { }, (_, _, chain, _) =>
        {
            chain.AssumeRole("arn:aws:iam::111111111111:role/Direct").AssumeRole("arn:aws:iam::555555555555:role/Beyond");
            return Task.CompletedTask;
        });
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        ChainedAWSCredentials credentials = await provider.GetRequiredService<IRoleChainPool<int>>().GetCredentialsAsync(1, Token);
        Assert.Equal("555555555555", (await credentials.GetCredentialsAsync(Token)).AccountId);
        Assert.Equal([1, 2], credentials.Chain.Hops.Select(hop => hop.Number));
    }

    [Fact]
    public async Task The_tenant_function_runs_once_per_key_in_a_scope_of_its_own()
    {
        await using World world = Tenants(2);
        TaskCompletionSource gate = new();
        ConcurrentBag<Scoped> scopes = [];
        await using ServiceProvider provider = Build(world, async (sp, tenant, chain, ct) =>
        {
            scopes.Add(sp.GetRequiredService<Scoped>());
            await gate.Task;
            chain.AssumeRole(Role(tenant));
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Task<ChainedAWSCredentials>[] callers = [.. Enumerable.Range(0, 200).Select(i => pool.GetCredentialsAsync(i % 2, Token))];
        await Eventually.TrueAsync(() => scopes.Count == 2);
        Assert.All(scopes, scope => Assert.False(scope.IsDisposed));
        gate.SetResult();
        await Task.WhenAll(callers);
        Assert.Equal(2, callers.Select(caller => caller.Result).Distinct().Count());
        Assert.Equal(2, scopes.Distinct().Count());
        Assert.All(scopes, scope => Assert.True(scope.IsDisposed));
    }

    [Fact]
    public async Task A_caller_s_leaving_ends_nobody_else_s_lookup()
    {
        await using World world = Tenants(1);
        TaskCompletionSource gate = new();
        await using ServiceProvider provider = Build(world, async (_, tenant, chain, _) =>
        {
            await gate.Task;
            chain.AssumeRole(Role(tenant));
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        using CancellationTokenSource impatient = new();
        Task<ChainedAWSCredentials> leaves = pool.GetCredentialsAsync(0, impatient.Token);
        Task<ChainedAWSCredentials> stays = pool.GetCredentialsAsync(0, Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        gate.SetResult();
        Assert.NotNull(await stays);
    }

    [Fact]
    public async Task A_function_s_failure_is_remembered_for_a_second_and_slows_nobody()
    {
        await using World world = Tenants(2);
        int runs = 0;
        await using ServiceProvider provider = Build(world, (_, tenant, chain, _) =>
        {
            if (tenant == 0 && Interlocked.Increment(ref runs) == 1)
            {
                throw new KeyNotFoundException("no such tenant");
            }

            chain.AssumeRole(Role(tenant));
            return Task.CompletedTask;
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<KeyNotFoundException>(() => pool.GetCredentialsAsync(0, Token));
        }

        Assert.Equal((1, 0), (runs, pool.Status.Count));
        Assert.NotNull(await pool.GetCredentialsAsync(1, Token));
        world.Clock!.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await pool.GetCredentialsAsync(0, Token));
        Assert.Equal(2, pool.Status.Count);
    }

    [Fact]
    public async Task A_function_that_hangs_is_given_up_and_others_go_on()
    {
        await using World world = Tenants(2);
        await using ServiceProvider provider = Build(world, async (_, tenant, chain, _) =>
        {
            if (tenant == 0)
            {
                await new TaskCompletionSource().Task;
            }

            chain.AssumeRole(Role(tenant));
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Task<ChainedAWSCredentials> hangs = pool.GetCredentialsAsync(0, Token);
        await (await pool.GetCredentialsAsync(1, Token)).WarmUpAsync(Token);
        Assert.False(hangs.IsCompleted);
        await Eventually.TrueAsync(() =>
        {
            world.Clock!.Advance(TimeSpan.FromSeconds(30));
            return hangs.IsCompleted;
        });
        await Assert.ThrowsAsync<TimeoutException>(() => hangs);
    }

    [Fact]
    public async Task A_slow_or_broken_role_slows_no_other_tenant()
    {
        await using World world = Tenants(3);
        world.Sts.RemoveRole(Role(1));
        using StsGate gate = new();
        using IDisposable held = world.Sts.AddFault(StsFault.Hold(gate), call => call.RoleArn == Role(0));
        await using ServiceProvider provider = Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Task slow = (await pool.GetCredentialsAsync(0, Token)).WarmUpAsync(Token);
        ChainedAWSCredentials broken = await pool.GetCredentialsAsync(1, Token);
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => broken.WarmUpAsync(Token));
        Assert.Equal((2, RoleChainFailure.AccessDenied), (denied.HopNumber, denied.Failure));
        await (await pool.GetCredentialsAsync(2, Token)).WarmUpAsync(Token);
        Assert.False(slow.IsCompleted);
        gate.Open();
        await slow;
        Assert.Equal((3, 1), (pool.Status.Count, pool.Status.Failed));
        Assert.Equal(Role(1), Assert.Single(pool.Status.Problems).RoleArn);
    }

    [Fact]
    public async Task Tenants_of_one_role_with_different_external_ids_never_share_a_session()
    {
        const string Shared = "arn:aws:iam::444444444444:role/Shared";
        await using World world = World.InMemory(1);
        world.Sts.AddRole(Shared, Policy.TrustWithExternalId(App.Hub, "id-0"));
        await using ServiceProvider provider = Build(world, (_, tenant, chain, _) =>
        {
            chain.AssumeRole(Shared, hop => hop.ExternalId = $"id-{tenant}");
            return Task.CompletedTask;
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await (await pool.GetCredentialsAsync(0, Token)).WarmUpAsync(Token);
        ChainedAWSCredentials wrong = await pool.GetCredentialsAsync(1, Token);
        await Assert.ThrowsAsync<RoleChainException>(() => wrong.WarmUpAsync(Token));
        Assert.NotSame(await pool.GetCredentialsAsync(0, Token), wrong);
    }

    [Fact]
    public async Task A_tenant_function_must_add_a_hop()
    {
        await using World world = Tenants(1);
        await using ServiceProvider provider = Build(world, (_, _, _, _) => Task.CompletedTask);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        OptionsValidationException none = await Assert.ThrowsAsync<OptionsValidationException>(() => pool.GetCredentialsAsync(0, Token));
        Assert.Equal("the role chain pool 'tenants': the tenant function added no hop; it must assume at least one role.", none.Message);
    }

    [Fact]
    public async Task Warming_up_goes_on_past_a_broken_tenant_and_says_how_far_it_is()
    {
        await using World world = Tenants(20);
        world.Sts.RemoveRole(Role(7));
        await using ServiceProvider provider = Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        Reports reports = new();
        IReadOnlyDictionary<int, Exception> failed = await pool.WarmUpAsync(Enumerable.Range(0, 20), reports, Token);
        Assert.Equal(7, Assert.Single(failed).Key);
        Assert.IsType<RoleChainException>(failed[7]);
        Assert.Equal(20, reports.Seen.Count);
        Assert.Contains(reports.Seen, report => report is { Completed: 20, Total: 20 });
        Assert.Equal(21, world.Assumes.Count());
        await pool.GetClientAsync<IAmazonS3>(3, Token);
        Assert.Equal(21, world.Assumes.Count());
    }

    [Fact]
    public async Task A_failing_hub_ends_the_warm_up_at_once()
    {
        await using World world = Tenants(2);
        world.Sts.RemoveRole(App.Hub);
        await using ServiceProvider provider = Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => pool.WarmUpAsync([0, 1], cancellationToken: Token));
        Assert.Equal(1, e.HopNumber);
        Assert.Single(world.Assumes);
    }

    [Fact]
    public async Task Removing_a_tenant_forgets_client_sessions_and_plan()
    {
        await using World world = Tenants(2);
        Dictionary<int, string> roles = new() { [0] = Role(0) };
        await using ServiceProvider provider = Build(world, (_, tenant, chain, _) =>
        {
            chain.AssumeRole(roles[tenant]);
            return Task.CompletedTask;
        });
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        IAmazonS3 old = await pool.GetClientAsync<IAmazonS3>(0, Token);
        await old.ListBucketsAsync(Token);
        Assert.True(await pool.RemoveAsync(0, Token));
        Assert.False(await pool.RemoveAsync(0, Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => old.ListBucketsAsync(Token));

        IAmazonS3 again = await pool.GetClientAsync<IAmazonS3>(0, Token);
        Assert.NotSame(old, again);
        await again.ListBucketsAsync(Token);
        Assert.Equal(3, world.Assumes.Count()); // the hub's session stayed, the tenant's did not

        await pool.RemoveAsync(0, Token);
        roles[0] = Role(1);
        Assert.Equal(Role(1), (await pool.GetChainAsync(0, Token)).Hops[^1].RoleArn);
    }

    [Fact]
    public async Task The_hub_is_checked_at_start_and_two_functions_for_one_pool_are_refused()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChainPool<int>("a", hub => hub.AssumeRole("hub"), (_, _, _, _) => Task.CompletedTask);
        services.AddRoleChainPool<int>("b", hub => hub.AssumeRole(App.Hub), (_, _, _, _) => Task.CompletedTask);
        services.AddRoleChainPool<int>("b", hub => hub.WithRegion("eu-west-1"), (_, _, _, _) => Task.Delay(TimeSpan.Zero, TimeProvider.System, Token));
        string[] faults = App.FaultsAtStart(services);
        Assert.StartsWith("the role chain pool 'a': hop 1 of 1: RoleArn", faults[0], StringComparison.Ordinal);
        Assert.Equal("the role chain pool 'b' was given two different tenant functions; give it one.", faults[1]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<IRoleChainPool<int>>("b"));
    }

    [Fact]
    public async Task Clients_of_a_pool_are_set_up_once_for_all_and_the_last_word_is_heard()
    {
        await using World world = Tenants(2);
        int configured = 0;
        IServiceCollection services = App.ServicesIn(world);
        services.ConfigureAllAwsClients((_, config) => config.MaxErrorRetry = 5);
        services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), Find)
            .ConfigureAwsClient<IAmazonS3, AmazonS3Config>((_, config) => (config.UseAccelerateEndpoint, configured) = (false, configured + 1))
            .ConfigureAwsClient<IAmazonS3>((_, config) => config.MaxErrorRetry = 1)
            .ConfigureAwsClient<IAmazonS3>(App.Configuration(("Timeout", "00:00:09")));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        IAmazonS3 first = await pool.GetClientAsync<IAmazonS3>(0, Token);
        Assert.Same(first.Config, (await pool.GetClientAsync<IAmazonS3>(1, Token)).Config);
        Assert.Equal((1, 5, TimeSpan.FromSeconds(9)), (configured, first.Config.MaxErrorRetry, first.Config.Timeout));
    }

    internal static string Role(int tenant) => $"arn:aws:iam::{100_000_000_000 + tenant}:role/Tenant{tenant}";

    internal static World Tenants(int count)
    {
        World world = World.InMemory(1);
        for (int tenant = 0; tenant < count; tenant++)
        {
            world.AddRole(Role(tenant), App.Hub);
        }

        return world;
    }

    internal static ServiceProvider Build(
        World world, Func<IServiceProvider, int, RoleHopsBuilder, CancellationToken, Task>? tenant = null, Action<RoleChainPoolOptions>? configure = null)
    {
        IServiceCollection services = App.ServicesIn(world).AddScoped<Scoped>();
        services.AddRoleChainPool("tenants", hub => hub.AssumeRole(App.Hub), tenant ?? Find, configure);
        return services.BuildServiceProvider(App.Strict);
    }

    private static Task Find(IServiceProvider services, int tenant, RoleHopsBuilder chain, CancellationToken cancellationToken)
    {
        chain.AssumeRole(Role(tenant), hop => hop.SessionName = "pool");
        return Task.CompletedTask;
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Reports : IProgress<RoleChainPoolProgress>
    {
        public ConcurrentBag<RoleChainPoolProgress> Seen { get; } = [];

        public void Report(RoleChainPoolProgress value) => Seen.Add(value);
    }
}

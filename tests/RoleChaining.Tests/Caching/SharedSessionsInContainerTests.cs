using Medallion.Threading;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RoleChaining.DependencyInjection;

namespace RoleChaining.Caching;

/// <summary>Chains and pools of a container share their sessions by one line, or by one word of configuration.</summary>
public sealed class SharedSessionsInContainerTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => ["configuration", "options", "services", "builder"];

    [Theory, MemberData(nameof(Ways))]
    public async Task A_chain_is_shared_by_one_line(string way)
    {
        await using Fleet fleet = new(hops: 2);
        ServiceProvider Process()
        {
            IServiceCollection services = Services(fleet);
            switch (way)
            {
                case "configuration":
                    services.AddSharedSessions().AddRoleChain("production", App.Configuration(
                        ("SharedSessions", "true"), ("Hops:0:RoleArn", App.Hub), ("Hops:1:RoleArn", App.Production)));
                    break;

                case "options":
                    services.AddSharedSessions().Configure<RoleChainOptions>("production", options => options.SharedSessions = true);
                    services.AddRoleChain("production", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
                    break;

                case "services":
                    services.AddRoleChain("production", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production)).WithSharedSessions();
                    break;

                default:
                    services.AddSharedSessions().AddRoleChain("production", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production).WithSharedSessions());
                    break;
            }

            return services.BuildServiceProvider(App.Strict);
        }

        await using ServiceProvider first = Process();
        await using ServiceProvider second = Process();
        App.Start(first);
        string stored = await fleet.ReadAsync(first.GetRequiredKeyedService<ChainedAWSCredentials>("production"));
        Assert.Equal(stored, await fleet.ReadAsync(second.GetRequiredKeyedService<ChainedAWSCredentials>("production")));
        Assert.Equal(2, fleet.StsCalls);
        Assert.True(fleet.Locks.Tries > 0);
    }

    [Fact]
    public async Task A_pool_is_shared_by_one_line()
    {
        await using Fleet fleet = new();
        await using ServiceProvider first = Pool(fleet);
        await using ServiceProvider second = Pool(fleet);
        for (int tenant = 0; tenant < 3; tenant++)
        {
            string stored = await fleet.ReadAsync(await Tenants(first).GetCredentialsAsync(tenant, Token));
            Assert.Equal(stored, await fleet.ReadAsync(await Tenants(second).GetCredentialsAsync(tenant, Token)));
        }

        Assert.Equal(4, fleet.StsCalls);
    }

    [Fact]
    public void A_chain_that_is_to_be_shared_without_a_cache_is_an_error_at_the_start()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("production", App.Configuration(("SharedSessions", "true"), ("Hops:0:RoleArn", App.Hub)));
        string error = Assert.Single(App.FaultsAtStart(services));
        Assert.StartsWith("SharedSessions: SharedSessions is true, and there is no session cache", error, StringComparison.Ordinal);
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => new RoleChainBuilder().AssumeRole(App.Hub).WithSharedSessions().Build());
        Assert.Contains("AddSharedSessions", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_distributed_cache_is_all_that_a_container_needs_and_the_options_count()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IDistributedCache>(new SharedMemory(TimeProvider.System))
            .AddSharedSessions(options => options.LockTimeout = TimeSpan.FromSeconds(7))
            .AddSharedSessions()
            .BuildServiceProvider();
        Assert.Equal(TimeSpan.FromSeconds(7), provider.GetRequiredService<IRoleSessionCache>().LockTimeout);
    }

    [Fact]
    public void What_is_to_be_shared_is_no_argument_to_leave_out()
    {
        Assert.Throws<ArgumentNullException>(() => SharedSessionServiceCollectionExtensions.AddSharedSessions(null!));
        Assert.Throws<ArgumentNullException>(() => ((RoleChainServicesBuilder)null!).WithSharedSessions());
        Assert.Throws<ArgumentNullException>(() => ((RoleChainPoolServicesBuilder<int>)null!).WithSharedSessions());
        Assert.Throws<ArgumentNullException>(() => ((RoleChainBuilder)null!).WithSharedSessions(
            new SharedMemory(TimeProvider.System), new EphemeralDataProtectionProvider()));
    }

    [Fact]
    public void A_container_without_a_distributed_cache_is_told_so()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("production", chain => chain.AssumeRole(App.Hub)).WithSharedSessions();
        using ServiceProvider provider = services.BuildServiceProvider();
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => App.Start(provider));
        Assert.Contains("IDistributedCache", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_that_one_process_removed_ends_in_the_others_at_their_next_refresh_and_stays_removed()
    {
        await using Fleet fleet = new();
        HashSet<int> gone = [];
        await using ServiceProvider first = Pool(fleet, gone);
        await using ServiceProvider second = Pool(fleet, gone);
        ChainedAWSCredentials held = await Tenants(second).GetCredentialsAsync(1, Token);
        await fleet.ReadAsync(await Tenants(first).GetCredentialsAsync(1, Token));
        await fleet.ReadAsync(held);

        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        gone.Add(1);
        Assert.True(await Tenants(first).RemoveAsync(1, Token));
        await fleet.RevokedAsync();
        Assert.NotNull(await held.GetCredentialsAsync(Token)); // not on the way of a read

        fleet.World.Clock.Advance(TimeSpan.FromMinutes(50));
        await held.GetCredentialsAsync(Token); // begins the refresh
        await Eventually.TrueAsync(() => Tenants(second).Status.Count == 0);
        Assert.True(held.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => held.GetCredentials());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tenants(second).GetCredentialsAsync(1, Token));
        Assert.Equal(2, fleet.StsCalls);
    }

    [Fact]
    public async Task Who_waits_for_a_session_of_a_tenant_that_another_process_has_removed_gets_none()
    {
        await using Fleet fleet = new();
        HashSet<int> gone = [];
        await using ServiceProvider first = Pool(fleet, gone);
        await using ServiceProvider second = Pool(fleet, gone);
        ChainedAWSCredentials held = await Tenants(second).GetCredentialsAsync(1, Token);
        await fleet.ReadAsync(held);
        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await Tenants(first).RemoveAsync(1, Token);
        await fleet.RevokedAsync();
        int calls = fleet.StsCalls;
        string[] kept = [.. fleet.Cache.Sessions];

        fleet.World.Clock.Advance(TimeSpan.FromMinutes(90)); // the session is over
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => fleet.ReadAsync(held));
        Assert.Contains("removed from its pool by another process", e.Message, StringComparison.Ordinal);
        Assert.Equal(calls, fleet.StsCalls);
        Assert.Equal(kept, fleet.Cache.Sessions);
    }

    [Fact]
    public async Task A_tenant_is_removed_by_a_process_that_has_never_used_it()
    {
        await using Fleet fleet = new();
        HashSet<int> gone = [];
        await using ServiceProvider first = Pool(fleet, gone);
        await using ServiceProvider second = Pool(fleet, gone);
        ChainedAWSCredentials held = await Tenants(second).GetCredentialsAsync(1, Token);
        await fleet.ReadAsync(held);

        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await Tenants(first).RemoveAsync(1, Token));
        gone.Add(1);
        await fleet.RevokedAsync();
        fleet.World.Clock.Advance(TimeSpan.FromMinutes(50));
        await held.GetCredentialsAsync(Token);
        await Eventually.TrueAsync(() => Tenants(second).Status.Count == 0);
        Assert.True(held.IsDisposed);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tenants(second).GetCredentialsAsync(1, Token));
        Assert.Equal(2, fleet.StsCalls);
    }

    [Fact]
    public async Task A_removal_that_nobody_else_can_be_told_of_says_so()
    {
        await using Fleet fleet = new();
        await using ServiceProvider first = Pool(fleet, [1]);
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => Tenants(first).RemoveAsync(1, Token));
        Assert.Equal("There is no such tenant.", e.Message);
        Assert.Empty(fleet.Cache.Marks);
    }

    [Fact]
    public async Task A_removal_while_the_tenant_is_looked_up_is_told_to_the_others_though_it_is_asked_for_again()
    {
        await using Fleet fleet = new();
        TaskCompletionSource found = new();
        await using ServiceProvider first = Pool(fleet, waits: found.Task);
        Task<ChainedAWSCredentials> before = Tenants(first).GetCredentialsAsync(1, Token);
        Task<bool> removal = Tenants(first).RemoveAsync(1, Token);
        Task<ChainedAWSCredentials> again = Tenants(first).GetCredentialsAsync(1, Token);
        found.SetResult();

        Assert.True(await removal);
        await before;
        await again;
        await fleet.RevokedAsync();
        Assert.Single(fleet.Cache.Marks);
    }

    [Fact]
    public async Task A_tenant_that_came_back_after_its_removal_stays()
    {
        await using Fleet fleet = new();
        await using ServiceProvider first = Pool(fleet);
        await using ServiceProvider second = Pool(fleet);
        await fleet.ReadAsync(await Tenants(first).GetCredentialsAsync(1, Token));
        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await Tenants(first).RemoveAsync(1, Token);
        await fleet.RevokedAsync();
        fleet.World.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (ServiceProvider process in new[] { first, second })
        {
            ChainedAWSCredentials again = await Tenants(process).GetCredentialsAsync(1, Token);
            await fleet.ReadAsync(again);
            again.Invalidate();
            await fleet.ReadAsync(again);
            Assert.False(again.IsDisposed);
        }
    }

    private static IRoleChainPool<int> Tenants(IServiceProvider services) => services.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");

    private static ServiceProvider Pool(Fleet fleet, HashSet<int>? gone = null, Task? waits = null)
    {
        IServiceCollection services = Services(fleet);
        services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), (_, tenant, chain, _) =>
        {
            if (gone?.Contains(tenant) == true)
            {
                throw new InvalidOperationException("There is no such tenant.");
            }

            string role = $"arn:aws:iam::{100000000000 + tenant}:role/Tenant";
            chain.AssumeRole(fleet.World.Sts.Roles.Any(known => known.Arn == role) ? role : fleet.World.AddRole(role, App.Hub));
            return waits ?? Task.CompletedTask;
        }).WithSharedSessions();
        return services.BuildServiceProvider(App.Strict);
    }

    private static IServiceCollection Services(Fleet fleet) => App.ServicesIn(fleet.World)
        .AddSingleton<IHostEnvironment>(new Environment())
        .AddSingleton<IDistributedCache>(fleet.Cache)
        .AddSingleton<IDistributedLockProvider>(fleet.Locks)
        .AddSingleton<IDataProtectionProvider>(fleet.Keys);

    private sealed class Environment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public string ContentRootPath { get; set; } = "/";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}

using Medallion.Threading;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;

namespace RoleChaining.Caching;

/// <summary>A tenant that one process removes ends in the others, whatever else goes on, and nothing else does.</summary>
public sealed class RemovalTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly Fleet _fleet = new();
    private readonly List<ServiceProvider> _processes = [];
    private Func<int, RoleHopsBuilder, Task>? _tenant;

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider process in _processes)
        {
            await process.DisposeAsync();
        }

        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task A_tenant_that_is_removed_while_another_process_looks_it_up_ends_there()
    {
        TaskCompletionSource asked = new();
        TaskCompletionSource found = new();
        IRoleChainPool<int> first = Process();
        await ReadAsync(first, 1);
        _tenant = async (tenant, chain) =>
        {
            asked.SetResult();
            await found.Task;
            AddRole(tenant, chain);
        };
        IRoleChainPool<int> second = Process();
        Task<ChainedAWSCredentials> lookup = second.GetCredentialsAsync(1, Token);
        await asked.Task;
        _fleet.World.Clock!.Advance(TimeSpan.FromSeconds(10));
        await RemoveAsync(first, 1);
        _fleet.World.Clock.Advance(TimeSpan.FromSeconds(10));
        found.SetResult();

        await EndsAsync(await lookup);
    }

    [Fact]
    public async Task A_tenant_that_nobody_has_read_for_days_ends_too()
    {
        IRoleChainPool<int> first = Process();
        ChainedAWSCredentials held = await ReadAsync(Process(), 1);
        _fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await RemoveAsync(first, 1);
        _fleet.World.Clock.Advance(TimeSpan.FromDays(3));

        await EndsAsync(held);
    }

    [Fact]
    public async Task A_tenant_whose_session_another_tenant_uses_too_ends_elsewhere()
    {
        _tenant = (tenant, chain) =>
        {
            AddRole(tenant > 2 ? tenant : 0, chain);
            return Task.CompletedTask;
        };
        IRoleChainPool<int> first = Process();
        await ReadAsync(first, 1);
        ChainedAWSCredentials other = await ReadAsync(first, 2);
        ChainedAWSCredentials held = await ReadAsync(Process(), 1);
        _fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await RemoveAsync(first, 1);
        _fleet.World.Clock.Advance(TimeSpan.FromMinutes(90));

        await EndsAsync(held);
        await _fleet.ReadAsync(other);
    }

    [Fact]
    public async Task A_tenant_whose_last_hop_is_not_shared_ends_by_the_hop_before_it()
    {
        _tenant = (tenant, chain) =>
        {
            AddRole(tenant, chain);
            chain.AssumeRole(Role(tenant + 100, Arn(tenant)), hop => hop.ShareSession = false);
            return Task.CompletedTask;
        };
        IRoleChainPool<int> first = Process();
        await ReadAsync(first, 1);
        ChainedAWSCredentials held = await ReadAsync(Process(), 1);
        _fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await RemoveAsync(first, 1);
        _fleet.World.Clock.Advance(TimeSpan.FromMinutes(90));

        await EndsAsync(held);
    }

    [Fact]
    public async Task A_removal_is_heard_though_the_session_that_is_stored_cannot_be_read()
    {
        IRoleChainPool<int> first = Process();
        await ReadAsync(first, 1);
        ChainedAWSCredentials held = await ReadAsync(Process(), 1);
        string[] before = [.. _fleet.Cache.Sessions];
        _fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await RemoveAsync(first, 1);
        _fleet.Cache[before.Except(_fleet.Cache.Sessions).Single()] = [1, 2, 3];
        _fleet.World.Clock.Advance(TimeSpan.FromMinutes(90));

        await EndsAsync(held);
    }

    [Fact]
    public async Task A_chain_that_uses_the_session_of_a_removed_tenant_goes_on()
    {
        IRoleChainPool<int> first = Process();
        await ReadAsync(first, 1);
        IRoleChainPool<int> second = Process();
        ChainedAWSCredentials held = await ReadAsync(second, 1);
        ChainedAWSCredentials chain = _processes[^1].GetRequiredKeyedService<ChainedAWSCredentials>("like tenant 1");
        await _fleet.ReadAsync(chain);
        _fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await RemoveAsync(first, 1);
        _fleet.World.Clock.Advance(TimeSpan.FromMinutes(90));

        await _fleet.ReadAsync(chain);
        Assert.True(held.IsDisposed);
        Assert.Equal(0, second.Status.Count);
    }

    [Fact]
    public async Task A_removal_that_was_told_by_a_clock_ahead_ends_nobody_before_its_time()
    {
        ChainedAWSCredentials held = await ReadAsync(Process(), 1);
        foreach (string stored in _fleet.Cache.Sessions.Select(name => name.Split(':')[^1]))
        {
            await _fleet.Sessions().RevokeAsync(
                stored, new() { RevokedAt = _fleet.World.Clock!.GetUtcNow() + TimeSpan.FromMinutes(20), IsRemoval = true }, Token);
        }

        held.Invalidate();
        await _fleet.ReadAsync(held);
        Assert.False(held.IsDisposed);
        _fleet.World.Clock!.Advance(TimeSpan.FromMinutes(90));
        await EndsAsync(held);
    }

    private async Task EndsAsync(ChainedAWSCredentials held)
    {
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => _fleet.ReadAsync(held));
        Assert.Contains("removed from its pool by another process", e.Message, StringComparison.Ordinal);
        Assert.True(held.IsDisposed);
    }

    private async Task<ChainedAWSCredentials> ReadAsync(IRoleChainPool<int> pool, int tenant)
    {
        ChainedAWSCredentials credentials = await pool.GetCredentialsAsync(tenant, Token);
        await _fleet.ReadAsync(credentials);
        return credentials;
    }

    private async Task RemoveAsync(IRoleChainPool<int> pool, int tenant)
    {
        int running = _fleet.World.Clock!.Running;
        await pool.RemoveAsync(tenant, Token);
        await Eventually.TrueAsync(() =>
            _fleet.Cache.Marks.Any(name => name.Contains("removed", StringComparison.Ordinal)) && _fleet.World.Clock.Running == running);
    }

    private IRoleChainPool<int> Process()
    {
        Func<int, RoleHopsBuilder, Task> find = _tenant ?? ((tenant, chain) =>
        {
            AddRole(tenant, chain);
            return Task.CompletedTask;
        });
        IServiceCollection services = App.ServicesIn(_fleet.World)
            .AddSingleton<IDistributedCache>(_fleet.Cache)
            .AddSingleton<IDistributedLockProvider>(_fleet.Locks)
            .AddSingleton<IDataProtectionProvider>(_fleet.Keys);
        services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), (_, tenant, chain, _) => find(tenant, chain)).WithSharedSessions();
        services.AddRoleChain("like tenant 1", chain => chain.AssumeRole(App.Hub).AssumeRole(Arn(1))).WithSharedSessions();
        ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        _processes.Add(provider);
        return provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
    }

    private void AddRole(int tenant, RoleHopsBuilder chain) => chain.AssumeRole(Role(tenant, App.Hub));

    private string Role(int tenant, string trusted)
    {
        string role = Arn(tenant);
        return _fleet.World.Sts.Roles.Any(known => known.Arn == role) ? role : _fleet.World.AddRole(role, trusted);
    }

    private static string Arn(int tenant) => $"arn:aws:iam::{100000000000 + tenant}:role/Tenant";
}

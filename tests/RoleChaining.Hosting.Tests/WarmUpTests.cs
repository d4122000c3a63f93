using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using RoleChaining.Testing;

namespace RoleChaining;

/// <summary>Alone in the process, because spans of all chains go to one source.</summary>
[Collection(nameof(Alone))]
public sealed class WarmUpTests
{
    /// <summary>After this the test has failed.</summary>
    private static readonly TimeSpan RealTime = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_chain_is_warm_before_any_service_of_the_host_starts()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddHostedService<CountsCallsAtStart>(); // before the chain, and starts after it all the same
        host.Builder.Services.AddSingleton(host.Sts);
        host.Builder.Services.AddRoleChain("production", chain => chain.AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production)).WarmUpOnStart();
        await host.StartAsync();
        Assert.Equal(2, host.Services.GetServices<IHostedService>().OfType<CountsCallsAtStart>().Single().Calls);
        Assert.Contains(host.Logs.GetSnapshot(), log => log.Message == "Warmed role-chain:production up in 0.000 s.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_warm_up_is_traced_wherever_OpenTelemetry_is_added(bool telemetryFirst)
    {
        await using LocalHost host = new();
        List<Activity> spans = [];
        Action[] registrations =
        [
            () => host.Builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(RoleChainDiagnostics.ActivitySourceName).AddInMemoryExporter(spans)),
            () => host.Builder.Services.AddRoleChain("production", chain => chain.AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production)).WarmUpOnStart(),
        ];
        foreach (Action register in telemetryFirst ? registrations : registrations.Reverse())
        {
            register();
        }

        host.Builder.Services.AddHostedService<CountsCallsAtStart>().AddSingleton(host.Sts);
        await host.StartAsync();
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();
        Activity warmUp = Assert.Single(spans.ToArray(), span => span.OperationName == "WarmUp" && Equals(span.GetTagItem("role_chaining.warm_up"), "role-chain:production"));
        Assert.Equal("production", warmUp.GetTagItem("role_chaining.chain"));
        Assert.Equal(2, spans.ToArray().Count(span => span.DisplayName == "STS.AssumeRole" && span.TraceId == warmUp.TraceId));
        Assert.Equal(2, host.Services.GetServices<IHostedService>().OfType<CountsCallsAtStart>().Single().Calls);
    }

    [Fact]
    public async Task A_failed_warm_up_stops_the_start_and_says_why()
    {
        await using LocalHost host = new();
        host.Sts.RemoveRole(LocalHost.Production);
        host.Builder.Services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production)).WarmUpOnStart();
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(host.StartAsync);
        Assert.StartsWith("role-chain could not be warmed up: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<RoleChainException>(e.InnerException).HopNumber);
        Assert.Contains(host.Logs.GetSnapshot(), log => log.Level == LogLevel.Error && log.Id.Id == 403);
    }

    [Fact]
    public async Task Or_the_host_starts_degraded_as_configured()
    {
        await using LocalHost host = new();
        host.Sts.RemoveRole(LocalHost.Hub);
        host.Builder.Services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub))
            .WarmUpOnStart(options => options.OnFailure = RoleChainWarmUpFailure.Degrade);
        await host.StartAsync();
        Assert.Contains(host.Logs.GetSnapshot(), log => log.Level == LogLevel.Warning && log.Message == "role-chain could not be warmed up; the host starts without.");
    }

    [Fact]
    public async Task A_warm_up_takes_no_longer_than_it_may()
    {
        await using LocalHost host = new();
        using StsGate gate = new();
        host.Sts.AddFault(StsFault.Hold(gate));
        host.Builder.Services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub)).WarmUpOnStart(options => options.Timeout = TimeSpan.FromSeconds(1));
        Task start = host.StartAsync();
        await gate.WhenArrived(1, TestContext.Current.CancellationToken);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => start);
        Assert.Equal("role-chain was not warm after 1 s.", e.Message);
    }

    [Fact]
    public async Task A_function_that_finds_tenants_and_does_not_end_takes_no_longer_either()
    {
        await using LocalHost host = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AddPool(host.Builder.Services).WarmUpOnStart(
            (_, _) =>
            {
                asked.SetResult();
                return new TaskCompletionSource<IEnumerable<int>>().Task;
            },
            options => options.Timeout = TimeSpan.FromSeconds(1));
        Task start = host.StartAsync();
        await asked.Task;
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => start.WaitAsync(RealTime, TestContext.Current.CancellationToken));
        Assert.Equal("role-chain-pool:tenants was not warm after 1 s.", e.Message);
    }

    [Fact]
    public async Task A_function_that_blocks_does_not_keep_other_chains_and_pools_from_their_warm_up()
    {
        await using LocalHost host = new();
        using ManualResetEventSlim other = new();
        bool began = false;
        AddPool(host.Builder.Services)
            .WarmUpOnStart((_, ct) =>
            {
                began = other.Wait(RealTime, ct);
                return Task.FromResult<IEnumerable<int>>([]);
            })
            .WarmUpOnStart((_, _) =>
            {
                other.Set();
                return Task.FromResult<IEnumerable<int>>([]);
            });
        await host.StartAsync();
        Assert.True(began);
    }

    [Fact]
    public async Task A_pool_s_tenants_are_warmed_and_a_broken_one_stops_nothing()
    {
        await using LocalHost host = new();
        host.Sts.RemoveRole("arn:aws:iam::100000000003:role/Customer");
        AddPool(host.Builder.Services)
            .WarmUpOnStart(async (sp, ct) =>
            {
                await Task.Yield();
                return Enumerable.Range(1, 20);
            });
        await host.StartAsync();
        Assert.Equal(21, host.Sts.Calls.Count);
        string[] messages = [.. host.Logs.GetSnapshot().Select(log => log.Message)];
        Assert.Contains("Warming role-chain-pool:tenants up: 20 of 20 tenants, 1 failed.", messages);
        Assert.Contains(messages, message => message.StartsWith("Warmed role-chain-pool:tenants up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_with_a_chain_stops_the_start_before_any_call()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddRoleChain("production", chain => chain.AssumeRole("hub")).WarmUpOnStart();
        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);
        Assert.StartsWith("the role chain 'production': hop 1 of 1: RoleArn", e.Message, StringComparison.Ordinal);
        Assert.Empty(host.Sts.Calls);
    }

    internal static RoleChainPoolServicesBuilder<int> AddPool(IServiceCollection services) => services.AddRoleChainPool<int>(
        "tenants",
        hub => hub.AssumeRole(LocalHost.Hub),
        (sp, tenant, chain, ct) =>
        {
            chain.AssumeRole($"arn:aws:iam::{100_000_000_000 + tenant}:role/Customer", hop => hop.ExternalId = $"external-{tenant}");
            return Task.CompletedTask;
        });

    private sealed class CountsCallsAtStart(LocalSts sts) : IHostedService
    {
        public int Calls { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Calls = sts.Calls.Count;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

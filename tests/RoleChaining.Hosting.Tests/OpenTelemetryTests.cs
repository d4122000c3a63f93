using System.Diagnostics;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using RoleChaining.Caching;

namespace RoleChaining;

/// <summary>Alone in the process, because spans of all chains go to one source.</summary>
[Collection(nameof(Alone))]
public sealed class OpenTelemetryTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_belong_to_the_request_that_waited_and_to_none_when_nobody_did_and_every_metric_is_there()
    {
        await using LocalHost host = new();
        List<Activity> spans = [];
        List<Metric> metrics = [];
        using ActivitySource requests = new("requests");
        host.Builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(RoleChainDiagnostics.ActivitySourceName, "requests").AddInMemoryExporter(spans))
            .WithMetrics(metering => metering.AddMeter(RoleChainDiagnostics.MeterName).AddInMemoryExporter(metrics));
        host.Builder.Services.AddDistributedMemoryCache();
        host.Builder.Services.AddRoleChain((sp, chain) => chain
            .AssumeRole(LocalHost.Hub)
            .AssumeRole(LocalHost.Production)
            .WithSessionCache(new DistributedSessionCache(sp.GetRequiredService<IDistributedCache>(), new EphemeralDataProtectionProvider())));
        await host.StartAsync();
        ChainedAWSCredentials credentials = host.Services.GetRequiredService<ChainedAWSCredentials>();

        ActivityTraceId waited;
        using (Activity request = requests.StartActivity("GET /orders")!)
        {
            waited = request.TraceId;
            await credentials.GetCredentialsAsync(Token);
        }

        Activity[] first = Ended("AssumeRole", 2);
        Assert.All(first, span => Assert.Equal(waited, span.TraceId));
        Assert.All(first, span => Assert.Equal("RefreshSession", span.Parent!.OperationName));

        host.Clock.Advance(TimeSpan.FromMinutes(56));
        ActivityTraceId served;
        using (Activity request = requests.StartActivity("GET /orders")!)
        {
            served = request.TraceId;
            await credentials.GetCredentialsAsync(Token);
        }

        Activity[] second = Ended("AssumeRole", 4)[2..];
        Assert.All(second, span => Assert.NotEqual(served, span.TraceId));
        Assert.All(Ended("RefreshSession", 5).Where(span => span.TraceId == second[^1].TraceId && (bool)span.GetTagItem("role_chaining.background")! && (int)span.GetTagItem("role_chaining.hop")! == 2),
            span => Assert.Equal(default, span.ParentSpanId));

        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        Assert.Equal(
            [
                "role_chaining.assume_role.duration", "role_chaining.cache.lookups", "role_chaining.callers.waited", "role_chaining.refreshes",
                "role_chaining.session.time_to_expiry", "role_chaining.sessions.rejected",
            ],
            metrics.Select(metric => metric.Name).Distinct().Order(StringComparer.Ordinal));

        Activity[] Ended(string name, int count)
        {
            SpinWait.SpinUntil(() => Named().Length >= count, TimeSpan.FromSeconds(10));
            return Named();

            Activity[] Named()
            {
                host.Services.GetRequiredService<TracerProvider>().ForceFlush();
                lock (spans)
                {
                    return [.. spans.ToArray().Where(span => span.OperationName == name)];
                }
            }
        }
    }
}

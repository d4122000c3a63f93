using System.Diagnostics;
using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

/// <summary>Where something is wrong, telemetry says which chain it is.</summary>
public sealed class ChainNameTests
{
    private const string Missing = "arn:aws:iam::333333333333:role/Missing";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_message_scope_and_metric_names_the_chain_and_failures_the_role_once()
    {
        await using World world = World.InMemory();
        FakeLogCollector logs = new();
        await using ServiceProvider provider = Build(world, logs, chain => chain.AssumeRole(App.Hub).AssumeRole(Missing));
        IMeterFactory meters = provider.GetRequiredService<IMeterFactory>();
        using MetricCollector<long> refreshes = new(meters, RoleChainDiagnostics.MeterName, "role_chaining.refreshes");
        using MetricCollector<long> waited = new(meters, RoleChainDiagnostics.MeterName, "role_chaining.callers.waited");
        using MetricCollector<double> durations = new(meters, RoleChainDiagnostics.MeterName, "role_chaining.assume_role.duration");
        using MetricCollector<double> life = new(meters, RoleChainDiagnostics.MeterName, "role_chaining.session.time_to_expiry");
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("orders");
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => credentials.WarmUpAsync(Token));
        life.RecordObservableInstruments();

        Assert.Equal("orders", denied.ChainName);
        Assert.StartsWith("Hop 2 of 2 (chain orders): ", denied.Message, StringComparison.Ordinal);
        IReadOnlyList<FakeLogRecord> records = logs.GetSnapshot();
        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.Contains("chain orders", record.Message, StringComparison.Ordinal));
        Assert.All(records, record => Assert.Contains(
            record.Scopes.OfType<IReadOnlyList<KeyValuePair<string, object?>>>(), scope => scope.Contains(new("role_chaining.chain", "orders"))));
        FakeLogRecord failed = Assert.Single(records, record => record.Id.Id == 203);
        Assert.Contains(Missing, failed.Message, StringComparison.Ordinal);
        Assert.Contains("(AccessDenied, STS request id ", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(records, record => record.Message.Contains("9999", StringComparison.Ordinal) || record.Message.Contains("(null)", StringComparison.Ordinal));
        Assert.Contains(records, record => record is { Id.Id: 204 } && record.Message.StartsWith("Hop 0 of chain orders has credentials without a known end", StringComparison.Ordinal));

        Assert.All(refreshes.GetMeasurementSnapshot(), measured => Assert.Equal("orders", measured.Tags["role_chaining.chain"]));
        Assert.All(waited.GetMeasurementSnapshot(), measured => Assert.Equal("orders", measured.Tags["role_chaining.chain"]));
        Assert.All(durations.GetMeasurementSnapshot(), measured => Assert.Equal("orders", measured.Tags["role_chaining.chain"]));
        Assert.Equal((1, "orders"), Assert.Single(life.GetMeasurementSnapshot()) is var left ? (left.Tags["hop"], left.Tags["role_chaining.chain"]) : default);
    }

    [Fact]
    public async Task A_rejected_session_is_counted_and_named()
    {
        await using World world = World.InMemory();
        FakeLogCollector logs = new();
        await using ServiceProvider provider = Build(world, logs, chain => chain.AssumeRole(App.Hub));
        using MetricCollector<long> rejected = new(provider.GetRequiredService<IMeterFactory>(), RoleChainDiagnostics.MeterName, "role_chaining.sessions.rejected");
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("orders");
        ImmutableCredentials session = await credentials.GetCredentialsAsync(Token);
        Assert.True(credentials.Reject(session.AccessKey));
        CollectedMeasurement<long>[] ofHop = [.. rejected.GetMeasurementSnapshot().Where(measured => Equals(measured.Tags["hop"], 1))];
        Assert.Equal([0, 1], ofHop.Select(measured => measured.Value)); // a rate sees the first one only where the series was there before
        Assert.All(ofHop, measured => Assert.Equal("orders", measured.Tags["role_chaining.chain"]));
        FakeLogRecord log = Assert.Single(logs.GetSnapshot(), log => log.Id.Id == 201);
        Assert.Contains(App.Hub, log.Message, StringComparison.Ordinal);
        Assert.Equal("chain orders", $"{Assert.Single(log.Scopes)}");
    }

    [Fact]
    public async Task A_chain_without_a_name_is_called_unnamed()
    {
        await using World world = World.InMemory();
        FakeLogCollector logs = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(logs)).SetMinimumLevel(LogLevel.Trace));
        using ChainedAWSCredentials credentials = world.Builder().WithLoggerFactory(loggers)
            .AssumeRole("arn:aws-iso:iam::222222222222:role/Elsewhere")                // a partition whose region nobody has set here
            .Build();
        await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.NotEmpty(logs.GetSnapshot());
        Assert.All(logs.GetSnapshot(), log => Assert.Contains("chain unnamed", log.Message, StringComparison.Ordinal));
        Assert.All(logs.GetSnapshot(), log => Assert.Contains(log.Scopes, scope => $"{scope}" == "chain unnamed"));
    }

    [Fact]
    public async Task The_first_session_of_a_hop_is_news_and_the_next_ones_are_for_debugging()
    {
        await using World world = World.InMemory();
        FakeLogCollector logs = new();
        await using ServiceProvider provider = Build(world, logs, chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("orders");
        await credentials.WarmUpAsync(Token);
        credentials.Invalidate(allHops: true);
        await credentials.WarmUpAsync(Token);
        Assert.Equal(
            [LogLevel.Information, LogLevel.Information, LogLevel.Debug, LogLevel.Debug],
            logs.GetSnapshot().Where(log => log.Id.Id == 100).Select(log => log.Level));
    }

    [Fact]
    public async Task Spans_name_the_chain()
    {
        await using World world = World.InMemory();
        List<Activity> spans = [];
        using Activity root = new Activity(Guid.NewGuid().ToString("N")).Start();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == RoleChainDiagnostics.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using ServiceProvider provider = Build(world, new(), chain => chain.AssumeRole(App.Hub).AssumeRole(Missing));
        await Assert.ThrowsAsync<RoleChainException>(() => provider.GetRequiredKeyedService<ChainedAWSCredentials>("orders").WarmUpAsync(Token));
        await Eventually.TrueAsync(() => Own().Length >= 5);
        Assert.All(Own(), span => Assert.Equal("orders", span.GetTagItem("role_chaining.chain")));
        Assert.Contains(Own(), span => span.OperationName == "RefreshSession" && Equals(span.GetTagItem("error.type"), "AccessDenied"));

        Activity[] Own()
        {
            lock (spans)
            {
                return [.. spans.Where(span => span.TraceId == root.TraceId)];
            }
        }
    }

    private static ServiceProvider Build(World world, FakeLogCollector logs, Action<RoleChainBuilder> configure)
    {
        IServiceCollection services = App.ServicesIn(world)
            .AddMetrics()
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)).SetMinimumLevel(LogLevel.Trace));
        services.AddRoleChain("orders", configure);
        return services.BuildServiceProvider(App.Strict);
    }
}

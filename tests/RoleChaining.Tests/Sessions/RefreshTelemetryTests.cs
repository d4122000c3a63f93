using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>What logs, metrics and spans say of a refresh of one node, and when the next one comes after it failed.</summary>
public sealed class RefreshTelemetryTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly CountingClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RoleChainRefreshOptions _refresh = new();
    private readonly FakeLogger _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricCollector<long> _refreshes;
    private readonly MetricCollector<long> _waited;
    private readonly ScriptedIssuer _issuer;
    private readonly SessionNode _node;

    public RefreshTelemetryTests()
    {
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        _refreshes = new MetricCollector<long>(meters, RoleChainDiagnostics.MeterName, "role_chaining.refreshes");
        _waited = new MetricCollector<long>(meters, RoleChainDiagnostics.MeterName, "role_chaining.callers.waited");
        _issuer = new ScriptedIssuer(_clock) { HopNumber = 2 };
        _node = new SessionNode(
            _issuer,
            new SessionContext
            {
                ChainName = "orders", Clock = _clock, Refresh = _refresh, Logger = _log, Random = () => 1, Instruments = Instruments.Create(meters),
            });
    }

    public void Dispose()
    {
        _refreshes.Dispose();
        _waited.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Refreshes_are_counted_by_outcome_hop_and_whether_anyone_waited()
    {
        await ReadAsync();
        _issuer.Fail(transient: true);
        await FailInBackgroundAsync();
        Assert.Equal(
            [("success", 2, false, "orders"), ("StsUnavailable", 2, true, "orders")],
            _refreshes.GetMeasurementSnapshot().Select(measured =>
                ((string?)measured.Tags["outcome"], (int)measured.Tags["hop"]!, (bool)measured.Tags["background"]!, (string?)measured.Tags["role_chaining.chain"])));
        CollectedMeasurement<long> waited = Assert.Single(_waited.GetMeasurementSnapshot());
        Assert.Equal((1, "orders"), (waited.Value, waited.Tags["role_chaining.chain"]));
    }

    [Fact]
    public async Task A_new_session_is_logged_with_its_end_and_the_time_of_the_next()
    {
        await ReadAsync();
        FakeLogRecord record = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal((200, LogLevel.Debug), (record.Id.Id, record.Level));
        Assert.Equal(
            "Hop 2 of chain orders has a session until 2026-01-01T01:00:00.0000000+00:00; refresh from 2026-01-01T00:46:30.0000000+00:00.", record.Message);
    }

    [Theory]
    [InlineData(null, null, "StsUnavailable, STS request id none")]
    [InlineData("ServiceUnavailable", "request-1", "StsUnavailable, ServiceUnavailable, STS request id request-1")]
    [InlineData("StsUnavailable", "request-1", "(StsUnavailable, STS request id request-1")] // it is said once
    public async Task A_failure_is_logged_as_one_that_nobody_notices_or_as_one_that_readers_see(string? code, string? requestId, string what)
    {
        await ReadAsync();
        _issuer.Failure = Failure(code, requestId);
        await FailInBackgroundAsync();
        FakeLogRecord unnoticed = _log.Collector.GetSnapshot()[^1];
        Assert.Equal((202, LogLevel.Warning), (unnoticed.Id.Id, unnoticed.Level));
        Assert.Contains(what, unnoticed.Message, StringComparison.Ordinal);
        Assert.Contains("Next try from 2026-01-01T00:51:01", unnoticed.Message, StringComparison.Ordinal);

        _node.Remove(ForgetReason.Removed);
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
        FakeLogRecord seen = _log.Collector.GetSnapshot()[^1];
        Assert.Equal((203, LogLevel.Error), (seen.Id.Id, seen.Level));
        Assert.Contains(what, seen.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, null)] // the node before logs it
    [InlineData(2, 5)] // the circuit logs that it is open
    public async Task What_others_log_is_not_logged_again(int hop, int? retryAfter)
    {
        _issuer.Failure = Failure("ServiceUnavailable", "request-1", hop, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
        Assert.Empty(_log.Collector.GetSnapshot());
    }

    [Fact]
    public async Task What_waits_for_the_hop_before_waits_as_long_as_that()
    {
        DateTimeOffset retryAt = _clock.GetUtcNow() + TimeSpan.FromSeconds(42);
        _issuer.Fault = new HopFailedException(Failure("ServiceUnavailable", null, hop: 1), retryAt);
        HopFailedException e = await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
        Assert.Equal((retryAt, retryAt), (e.RetryAt, _node.State.NextAttemptAt));
    }

    [Fact]
    public async Task A_session_that_is_over_and_still_served_is_asked_for_as_seldom_as_one_that_is_valid()
    {
        _refresh.ExpiredGrace = TimeSpan.FromHours(1);
        await ReadAsync();
        _issuer.Fail(transient: true);
        _clock.Advance(TimeSpan.FromMinutes(61));
        await ReadAsync();
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(1), _node.State.NextAttemptAt);
    }

    [Fact]
    public async Task An_issuer_that_breaks_its_contract_fails_the_refresh_and_says_how()
    {
        _issuer.Fault = new InvalidOperationException("out of order");
        HopFailure failure = (await Assert.ThrowsAsync<HopFailedException>(ReadAsync)).Failure;
        Assert.Equal((RoleChainFailure.Unknown, true, 2), (failure.Kind, failure.IsTransient, failure.HopNumber));
        Assert.Contains("out of order", failure.Message, StringComparison.Ordinal);

        _issuer.Fault = new OperationCanceledException();
        _clock.Advance(TimeSpan.FromSeconds(1));
        failure = (await Assert.ThrowsAsync<HopFailedException>(ReadAsync)).Failure;
        Assert.Equal((RoleChainFailure.TimedOut, "No session within 60 s."), (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData(null, "StsUnavailable")]
    [InlineData("ServiceUnavailable", "ServiceUnavailable")]
    public async Task A_refresh_has_a_span_below_the_request_that_waits_and_one_of_its_own_in_the_background(string? code, string errorType)
    {
        string root = Guid.NewGuid().ToString("N");
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == RoleChainDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if ($"{span.GetTagItem("role_chaining.chain")}" == "orders" && $"{span.GetTagItem("role_chaining.hop")}" == "2")
                {
                    lock (spans)
                    {
                        spans.Add(span);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using Activity request = new(root);
        request.Start();
        await ReadAsync();
        _issuer.Failure = Failure(code, "request-1");
        await FailInBackgroundAsync();
        request.Stop();

        // A span ends after the readers have their session.
        Activity waited = await FindAsync(span => span.TraceId == request.TraceId);
        Assert.Equal((request.SpanId, (object)false), (waited.ParentSpanId, waited.GetTagItem("role_chaining.background")!));
        Activity alone = await FindAsync(span => span.TraceId != request.TraceId && (string?)span.GetTagItem("error.type") == errorType);
        Assert.Equal((default, (object)true), (alone.ParentSpanId, alone.GetTagItem("role_chaining.background")!));
        Assert.Equal((ActivityStatusCode.Error, "StsUnavailable"), (alone.Status, alone.StatusDescription));

        async Task<Activity> FindAsync(Func<Activity, bool> isIt)
        {
            Activity? found = null;
            await Eventually.TrueAsync(() =>
            {
                lock (spans)
                {
                    found = spans.FirstOrDefault(isIt);
                }

                return found is not null;
            });
            return found!;
        }
    }

    private Task<RoleSession> ReadAsync() => _node.ReadAsync(TimeSpan.Zero, async: true, Token).AsTask();

    /// <summary>A read in the advisory window, and the failure of the refresh that it begins.</summary>
    private async Task FailInBackgroundAsync()
    {
        _clock.Advance(TimeSpan.FromMinutes(51));
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 1 && _refreshes.GetMeasurementSnapshot().Count == 2);
        await Eventually.TrueAsync(() => _log.Collector.GetSnapshot().Any(record => record.Id.Id == 202));
    }

    private static HopFailure Failure(string? code, string? requestId, int hop = 2, TimeSpan? retryAfter = null) => new()
    {
        HopNumber = hop,
        Hop = null,
        Kind = RoleChainFailure.StsUnavailable,
        IsTransient = true,
        Message = "STS is down",
        ErrorCode = code,
        RequestId = requestId,
        RetryAfter = retryAfter,
    };
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

public sealed class StsTelemetryTests
{
    private readonly FakeLogger _log = new();
    private readonly SomeSts _sts;

    public StsTelemetryTests() => _sts = new SomeSts { Logger = _log };

    [Fact]
    public async Task An_assumed_hop_is_logged_with_what_CloudTrail_is_joined_on()
    {
        await _sts.AssumeAsync();

        FakeLogRecord record = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal((LogLevel.Information, 100), (record.Level, record.Id.Id));
        foreach (string part in new[] { "Hop 1", "role/Hub", "session", "eu-west-1", "AKIAALICE", "ASIAISSUED1", "request-1", "AROA:session", "chain unnamed", "source identity none" })
            Assert.Contains(part, record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewal_is_for_debugging()
    {
        await _sts.Gateway.IssueAsync(
            new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice) { IsRenewal = true }, false, async: true, TestContext.Current.CancellationToken);

        Assert.Equal((LogLevel.Debug, 100), Assert.Single(_log.Collector.GetSnapshot()) is var record ? (record.Level, record.Id.Id) : default);
    }

    [Fact]
    public void The_buckets_of_durations_tell_5_milliseconds_from_10_seconds()
    {
        using MetricCollector<double> durations = Durations();
        IReadOnlyList<double> boundaries = ((Histogram<double>)durations.Instrument!).Advice!.HistogramBucketBoundaries!;
        Assert.Equal((0.005, 10), (boundaries[0], boundaries[^1]));
        Assert.Equal(boundaries.Order(), boundaries);
    }

    [Fact]
    public async Task A_denial_is_a_warning_and_a_retry_is_for_debugging()
    {
        _sts.Stub.Answer = _ => _sts.Stub.Calls.Count == 1 ? StsStub.Reset() : _sts.Stub.Error("AccessDenied");

        await _sts.FailAsync();

        Assert.Equal([(LogLevel.Debug, 102), (LogLevel.Warning, 101)], _log.Collector.GetSnapshot().Select(record => (record.Level, record.Id.Id)));
    }

    [Fact]
    public async Task Every_send_has_a_span()
    {
        _sts.Stub.Answer = _ => _sts.Stub.Calls.Count == 1 ? _sts.Stub.Error("ServiceUnavailable", System.Net.HttpStatusCode.ServiceUnavailable) : _sts.Stub.Ok();

        List<Activity> spans = await SpansOfAsync(() => _sts.AssumeAsync());

        Assert.Equal(["AssumeRole", "AssumeRole"], spans.Select(span => span.OperationName));
        Assert.Equal(["STS.AssumeRole", "STS.AssumeRole"], spans.Select(span => span.DisplayName));
        Assert.Equal(("aws-api", "STS", "AssumeRole"), (spans[0].GetTagItem("rpc.system"), spans[0].GetTagItem("rpc.service"), spans[0].GetTagItem("rpc.method")));
        Assert.Equal("unnamed", spans[0].GetTagItem("role_chaining.chain"));
        Assert.Equal("AROA:session", spans[1].GetTagItem("role_chaining.assumed_role_id"));
        Assert.Equal("ServiceUnavailable", spans[0].GetTagItem("error.type"));
        Assert.Equal("request-1", spans[0].GetTagItem("aws.request_id"));
        Assert.Equal((1, 2), (spans[1].GetTagItem("role_chaining.hop"), spans[1].GetTagItem("role_chaining.attempt")));
        Assert.Equal("arn:aws:iam::222222222222:role/Hub", spans[1].GetTagItem("role_chaining.role_arn"));
        Assert.Equal("session", spans[1].GetTagItem("role_chaining.session_name"));
        Assert.Equal("eu-west-1", spans[1].GetTagItem("cloud.region"));
        Assert.Equal("request-2", spans[1].GetTagItem("aws.request_id"));
        Assert.Equal("ASIAISSUED2", spans[1].GetTagItem("role_chaining.access_key_id"));
        Assert.Equal(ActivityKind.Client, spans[1].Kind);
        foreach (object? tag in spans.SelectMany(span => span.TagObjects.Select(tag => tag.Value)))
            AssertHoldsNoSecret(tag?.ToString() ?? "");
    }

    [Fact]
    public async Task A_send_without_an_answer_is_told_by_the_kind_of_failure_or_as_canceled()
    {
        _sts.Stub.Answer = _ => StsStub.Reset();
        Activity failed = Assert.Single(await SpansOfAsync(() => _sts.FailAsync(singleAttempt: true)));
        Assert.Equal("StsUnavailable", failed.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, failed.Status);

        using var caller = new CancellationTokenSource();
        _sts.Stub.Gate = async (_, cancellationToken) =>
        {
            await caller.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        };
        Activity canceled = Assert.Single(await SpansOfAsync(() => Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sts.AssumeAsync(cancellationToken: caller.Token))));
        Assert.Equal("Canceled", canceled.GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_send_is_named_after_its_operation()
    {
        _sts.Stub.Answer = _ => _sts.Stub.WebIdentityOk();
        var webIdentity = new AssumeRoleWithWebIdentityOperation
        {
            Token = "token", RoleArn = SomeSts.Hub.RoleArn.ToString(), SessionName = "session", AccountKey = "222222222222", Duration = TimeSpan.FromHours(1), ChainName = "orders",
        };

        Activity span = Assert.Single(await SpansOfAsync(() => _sts.Gateway.IssueAsync(webIdentity, true, async: true, TestContext.Current.CancellationToken).AsTask()));

        Assert.Equal(("AssumeRoleWithWebIdentity", "orders"), (span.OperationName, span.GetTagItem("role_chaining.chain")));
        Assert.Contains("web identity", _log.Collector.GetSnapshot()[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_who_one_is_has_a_span_and_is_no_session_that_was_assumed()
    {
        using MetricCollector<double> collector = Durations();
        var elsewhere = new StsGateway(_sts.Settings with { Region = "me-south-1" });
        RoleSession session = new(SomeSts.Alice.Credentials, _sts.Clock.GetUtcNow(), null);

        Activity span = Assert.Single(await SpansOfAsync(() => Assert.ThrowsAsync<HopFailedException>(() => elsewhere.IssueAsync(
            new GetCallerIdentityOperation(null, session, SomeSts.Hub), true, async: true, TestContext.Current.CancellationToken).AsTask())));

        Assert.Equal("GetCallerIdentity", span.OperationName);
        Assert.DoesNotContain(collector.GetMeasurementSnapshot(), m => Equals(m.Tags["region"], "me-south-1"));
        Assert.Empty(_log.Collector.GetSnapshot());
    }

    [Fact]
    public async Task That_the_clock_was_corrected_is_for_debugging()
    {
        _sts.Stub.Date = () => TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(20);
        _sts.Stub.Answer = _ => _sts.Stub.Calls.Count == 1 ? _sts.Stub.Error("SignatureDoesNotMatch") : _sts.Stub.Ok();

        await _sts.AssumeAsync();

        FakeLogRecord record = _log.Collector.GetSnapshot()[0];
        Assert.Equal((LogLevel.Debug, 103), (record.Level, record.Id.Id));
        Assert.Contains("this machine's clock differs from that of STS in eu-west-1", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durations_of_failures_are_measured_too()
    {
        using MetricCollector<double> collector = Durations();
        var elsewhere = new StsGateway(_sts.Settings with { Region = "il-central-1" });
        _sts.Stub.Answer = _ => _sts.Stub.Error("AccessDenied");

        await Assert.ThrowsAsync<HopFailedException>(
            () => elsewhere.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), false, async: true, TestContext.Current.CancellationToken).AsTask());

        CollectedMeasurement<double> measured = Assert.Single(collector.GetMeasurementSnapshot(), m => Equals(m.Tags["region"], "il-central-1"));
        Assert.Equal("AccessDenied", measured.Tags["outcome"]);
    }

    [Fact]
    public async Task Durations_are_measured_by_outcome_region_and_chain_alone()
    {
        using MetricCollector<double> collector = Durations();
        var elsewhere = new StsGateway(_sts.Settings with { Region = "sa-east-1" });

        await elsewhere.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), false, async: true, TestContext.Current.CancellationToken);

        CollectedMeasurement<double> measured = Assert.Single(collector.GetMeasurementSnapshot(), m => Equals(m.Tags["region"], "sa-east-1"));
        Assert.Equal(["outcome", "region", "role_chaining.chain"], measured.Tags.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("success", measured.Tags["outcome"]);
        Assert.Equal("role_chaining.assume_role.duration", collector.Instrument!.Name);
        Assert.Equal("s", collector.Instrument.Unit);
    }

    [Fact]
    public async Task No_secret_is_in_a_log_or_an_exception_or_a_printed_object()
    {
        RoleSession session = await _sts.AssumeAsync();
        _sts.Stub.Answer = _ => _sts.Stub.Ok("<broken>issued-secret issued-token</broken");
        HopFailedException unreadable = await _sts.FailAsync(singleAttempt: true);
        HopFailedException unreadableSync = await _sts.FailAsync(async: false, singleAttempt: true);
        _sts.Stub.Answer = _ => _sts.Stub.Error("AccessDenied");
        HopFailedException denied = await _sts.FailAsync(hop: new RoleHop
        {
            Number = 1,
            RoleArn = SomeSts.Hub.RoleArn,
            SessionName = "session",
            RequiredActions = [],
            ExternalId = "the-external-id",
            Policy = "the-policy",
            MfaTokenProvider = _ => Task.FromResult("987654"),
        });

        foreach (string text in _log.Collector.GetSnapshot().Select(record => record.Message).Concat([session.ToString(), unreadable.ToString(), unreadableSync.ToString(), denied.ToString()]))
            AssertHoldsNoSecret(text);
    }

    /// <summary>The spans of one call.</summary>
    private static async Task<List<Activity>> SpansOfAsync(Func<Task> call)
    {
        List<Activity> spans = [];
        string root = Guid.NewGuid().ToString("N");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RoleChainDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.Parent?.OperationName == root)
                    lock (spans)
                        spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var parent = new Activity(root);
        parent.Start();
        await call();
        return spans;
    }

    private static MetricCollector<double> Durations() =>
        new(Instruments.Process.Meter.Scope, RoleChainDiagnostics.MeterName, "role_chaining.assume_role.duration");

    private static void AssertHoldsNoSecret(string text)
    {
        foreach (string secret in new[] { "alices-secret", "alices-token", "issued-secret", "issued-token", "the-external-id", "the-policy", "987654" })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }
}

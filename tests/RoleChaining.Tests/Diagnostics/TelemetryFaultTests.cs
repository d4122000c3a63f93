using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Diagnostics;

/// <summary>Logs, metrics and spans go to code of others, which may throw. No request fails by that, and none hangs.</summary>
public sealed class TelemetryFaultTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly World _world = World.InMemory();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("logger", true)]
    [InlineData("logger", false)]
    [InlineData("scope", true)]
    [InlineData("scope", false)]
    [InlineData("metric", true)]
    [InlineData("metric", false)]
    [InlineData("start of a span", true)]
    [InlineData("start of a span", false)]
    [InlineData("end of a span", true)]
    [InlineData("end of a span", false)]
    public async Task A_reader_gets_the_session_or_the_failure_of_STS(string fault, bool async)
    {
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        using ActivityListener spans = Spans(fault, request.TraceId);
        using MeterListener metrics = Metrics(fault, request.TraceId);
        using ThrowingLoggers loggers = new(fault);
        using ChainedAWSCredentials chain = _world.Chain().WithRetry(retry => retry.MaxAttempts = 1).WithLoggerFactory(loggers).Build();

        using (_world.Sts.AddFault(StsFault.ServiceUnavailable()))
        {
            Assert.Equal(RoleChainFailure.StsUnavailable, (await Assert.ThrowsAsync<RoleChainException>(() => ReadAsync(chain, async))).Failure);
        }

        _world.Clock!.Advance(TimeSpan.FromSeconds(10));
        string first = await ReadAsync(chain, async);
        Assert.True(chain.Reject(first));
        Assert.NotEqual(first, await ReadAsync(chain, async));
    }

    private static async Task<string> ReadAsync(ChainedAWSCredentials chain, bool async) => async
        ? (await chain.GetCredentialsAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token)).AccessKey
        : (await Task.Factory.StartNew(chain.GetCredentials, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(TimeSpan.FromSeconds(30), Token)).AccessKey;

    // Listeners hear all tests of the process. They throw for this one alone.
    private static ActivityListener Spans(string fault, ActivityTraceId trace)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == RoleChainDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => Fail(fault == "start of a span" && IsOurs(span)),
            ActivityStopped = span => Fail(fault == "end of a span" && IsOurs(span)),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;

        bool IsOurs(Activity span) => span.TraceId == trace;
    }

    private static MeterListener Metrics(string fault, ActivityTraceId trace)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RoleChainDiagnostics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Fail(IsOurs()));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Fail(IsOurs()));
        listener.Start();
        return listener;

        bool IsOurs() => fault == "metric" && Activity.Current?.TraceId == trace;
    }

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new InvalidOperationException("the listener is broken");
        }
    }

    private sealed class ThrowingLoggers(string fault) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => new ThrowingScope(fault);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Fail(fault == "logger");

        public void Dispose()
        {
        }
    }

    private sealed class ThrowingScope(string fault) : IDisposable
    {
        public void Dispose() => Fail(fault == "scope");
    }
}

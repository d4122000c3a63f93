using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>A gateway on a stub with a clock that stands still, and a few ways to call it.</summary>
internal sealed class SomeSts
{
    public static readonly RoleHop Hub = new()
    {
        Number = 1,
        RoleArn = RoleArn.Parse("arn:aws:iam::222222222222:role/Hub"),
        SessionName = "session",
        RequiredActions = ["sts:AssumeRole"],
    };

    public static readonly StsCaller Alice = new(new ImmutableCredentials("AKIAALICE", "alices-secret", "alices-token"), AccountKey: "111111111111");

    public StsStub Stub { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    /// <summary>No delay, so that the clock need not move.</summary>
    public RoleChainRetryOptions Retry { get; } = new() { BaseDelay = TimeSpan.Zero };

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public string[] FailoverRegions { get; set; } = [];

    public Func<RoleHop, Polly.ResiliencePipeline>? Pipeline { get; set; }

    public Func<double>? Random { get; set; }

    public StsSettings Settings => new()
    {
        Region = "eu-west-1",
        FailoverRegions = FailoverRegions,
        Configure = Stub.Configure,
        Retry = Retry,
        Pipelines = Pipeline is null ? null : new CallersPipelines(Pipeline),
        Clock = Clock,
        Random = Random,
        Logger = Logger,
    };

    public StsGateway Gateway => field ??= new StsGateway(Settings);

    /// <summary>Assumes the hub; a sync call runs on a thread of its own.</summary>
    public Task<RoleSession> AssumeAsync(bool async = true, bool singleAttempt = false, RoleHop? hop = null, StsCaller? caller = null, CancellationToken? cancellationToken = null)
    {
        ValueTask<RoleSession> Call() => Gateway.IssueAsync(new AssumeRoleOperation(hop ?? Hub, caller ?? Alice), singleAttempt, async, cancellationToken ?? TestContext.Current.CancellationToken);
        return async ? Call().AsTask() : OnOwnThread(() => Call().Completed());
    }

    public async Task<HopFailedException> FailAsync(bool async = true, bool singleAttempt = false, RoleHop? hop = null) =>
        await Assert.ThrowsAsync<HopFailedException>(() => AssumeAsync(async, singleAttempt, hop));

    public static Task<T> OnOwnThread<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true }.Start();
        return done.Task;
    }

    /// <summary>
    /// Moves the clock until the task is done. The steps are small: a machine that stands still for a moment must not make an attempt time out.
    /// </summary>
    public async Task<T> ElapseAsync<T>(Task<T> task, TimeSpan? step = null)
    {
        // The first call of a process takes long, and its time is not to run before it has reached STS.
        for (int i = 0; i < 500 && Stub.Calls.Count == 0 && !task.IsCompleted; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        while (!task.IsCompleted)
        {
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(10));
            await Task.WhenAny(task, Machine.IdleAsync(milliseconds: 1));
        }

        return await task;
    }
}

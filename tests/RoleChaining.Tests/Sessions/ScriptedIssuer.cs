using Amazon.Runtime;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>Issues sessions as a test says: held at a gate, failing, of any life.</summary>
internal sealed class ScriptedIssuer(TimeProvider clock) : ISessionIssuer
{
    private int _calls;
    private int _concurrent;

    public int HopNumber { get; init; } = 1;

    public RoleHop? Hop => null;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public HopFailure? Failure { get; set; }

    /// <summary>What breaks the contract of an issuer.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Calls wait here while it is set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public int MostConcurrent { get; private set; }

    public List<bool> Backgrounds { get; } = [];

    public List<(RoleSession? Session, ForgetReason Reason)> Forgotten { get; } = [];

    public SemaphoreSlim Arrived { get; } = new(0);

    public async ValueTask<RoleSession> IssueAsync(bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        int call = Interlocked.Increment(ref _calls);
        MostConcurrent = Math.Max(MostConcurrent, Interlocked.Increment(ref _concurrent));
        Backgrounds.Add(background);
        TaskCompletionSource? gate = Gate;
        Arrived.Release();
        try
        {
            if (gate is not null)
            {
                if (async)
                {
                    await gate.Task.WaitAsync(cancellationToken);
                }
                else
                {
                    gate.Task.Wait(cancellationToken);
                }
            }

            if (Fault is not null)
            {
                throw Fault;
            }

            if (Failure is not null)
            {
                throw new HopFailedException(Failure);
            }

            DateTimeOffset now = clock.GetUtcNow();
            return new RoleSession(new ImmutableCredentials($"ASIA{call}", $"secret{call}", $"token{call}"), now, now + Lifetime);
        }
        finally
        {
            Interlocked.Decrement(ref _concurrent);
        }
    }

    public void Forget(RoleSession? session, ForgetReason reason) => Forgotten.Add((session, reason));

    public void Fail(bool transient) => Failure = new HopFailure
    {
        HopNumber = HopNumber,
        Hop = null,
        Kind = transient ? RoleChainFailure.StsUnavailable : RoleChainFailure.AccessDenied,
        IsTransient = transient,
        Message = transient ? "STS is down" : "no",
    };
}

using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace RoleChaining.Sts;

/// <summary>
/// What the calls of one calling account to one region's STS share: the quota
/// (<see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">600 requests a second</see>) and the circuit.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The limiter holds nothing but memory, and an account is let go while calls may be queued in it.")]
internal sealed class StsAccount
{
    private const int MaxConcurrency = 50;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = MaxConcurrency,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly StsCallRate? _rate;
    private readonly MonotonicClock _clock;
    private long _lastUse;

    /// <param name="region">The region.</param>
    /// <param name="clock">What the circuit runs on.</param>
    /// <param name="isRealTime">STS counts real seconds, so the calls of a chain on any other clock are not spread.</param>
    public StsAccount(string region, MonotonicClock clock, bool isRealTime)
    {
        _rate = isRealTime ? new StsCallRate(TimeProvider.System) : null;
        _clock = clock;
        Circuit = new StsCircuit(region, clock);
        Touch();
    }

    /// <summary>What a call says when its time ends before its turn.</summary>
    public static string Turn { get; } =
        $"its turn (an account's calls to STS go {MaxConcurrency} at a time and {StsCallRate.CallsPerSecond} a second, to stay below its quota)";

    public StsCircuit Circuit { get; }

    /// <summary>When it was last used. An idle account has nothing to remember.</summary>
    public DateTimeOffset LastUse => new(Volatile.Read(ref _lastUse), TimeSpan.Zero);

    public void Touch() => Volatile.Write(ref _lastUse, _clock.GetUtcNow().UtcTicks);

    /// <summary>Waits until the call may be sent. The permit is given back when it is disposed of.</summary>
    public ValueTask<RateLimitLease> EnterAsync(bool async, CancellationToken cancellationToken)
    {
        RateLimitLease permit = _limiter.AttemptAcquire();
        return permit.IsAcquired && _rate?.TryTake() != false
            ? ValueTask.FromResult(permit)
            : WaitAsync(permit, async, cancellationToken);
    }

    private async ValueTask<RateLimitLease> WaitAsync(RateLimitLease permit, bool async, CancellationToken cancellationToken)
    {
        if (!permit.IsAcquired)
        {
            permit = await _limiter.AcquireAsync(1, cancellationToken).AsTask().AwaitOrBlock(async).ConfigureAwait(false);
        }

        try
        {
            if (_rate is not null)
            {
                await _rate.TakeAsync(async, cancellationToken).ConfigureAwait(false);
            }

            return permit;
        }
        catch
        {
            permit.Dispose();
            throw;
        }
    }
}

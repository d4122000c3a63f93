using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.Sts;

/// <summary>
/// What the calls of one calling account to one region's STS share: the quota
/// (<see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">600 requests a second</see>) and the circuit.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing but memory.")]
internal sealed class StsAccount
{
    private const int MaxConcurrency = 50;

    private readonly SemaphoreSlim _turns = new(MaxConcurrency);
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

    /// <summary>Waits until the call may be sent. <see cref="Leave"/> follows it, unless it throws.</summary>
    public ValueTask EnterAsync(bool async, CancellationToken cancellationToken)
    {
        bool entered = _turns.Wait(0, CancellationToken.None);
        return entered && _rate?.TryTake() != false ? default : WaitAsync(entered, async, cancellationToken);
    }

    /// <summary>The call has ended; the next one takes its turn.</summary>
    public void Leave() => _turns.Release();

    private async ValueTask WaitAsync(bool entered, bool async, CancellationToken cancellationToken)
    {
        if (!entered)
        {
            // Only asynchronous waits are served in their order.
            await _turns.WaitAsync(cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
        }

        try
        {
            if (_rate is not null)
            {
                await _rate.TakeAsync(async, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }
}

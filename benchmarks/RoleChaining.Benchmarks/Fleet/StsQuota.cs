namespace RoleChaining.Benchmarks.Fleet;

/// <summary>
/// The 600 calls a second that STS answers in an account and region
/// (<see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">its quotas</see>).
/// </summary>
internal sealed class StsQuota(TimeProvider clock)
{
    private const int CallsPerSecond = 600;

    private readonly Lock _lock = new();
    private long _second;
    private int _calls;

    /// <summary>Whether a call that comes now is one too many for its second.</summary>
    public bool IsExceeded()
    {
        long second = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            (_calls, _second) = second == _second ? (_calls + 1, second) : (1, second);
            return _calls > CallsPerSecond;
        }
    }
}

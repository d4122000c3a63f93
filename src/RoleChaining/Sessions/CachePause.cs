namespace RoleChaining.Sessions;

/// <summary>What did not answer is not called for a while: the calls of one refresh would each wait for it. Thread-safe.</summary>
internal sealed class CachePause(TimeProvider clock)
{
    private const long Never = long.MinValue;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private long _begunAt = Never;

    public bool IsOn => Volatile.Read(ref _begunAt) is var begunAt and not Never && clock.GetElapsedTime(begunAt) < Length;

    public void Begin() => Volatile.Write(ref _begunAt, clock.GetTimestamp());
}

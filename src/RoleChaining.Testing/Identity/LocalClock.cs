namespace RoleChaining.Testing;

/// <summary>The server's two times.</summary>
/// <remarks>
/// Rules run on the test's clock. The wire (Date, Expiration, the signature window) runs on the machine's, because SDK clients sign with
/// nothing else: under a fake clock they would otherwise see a server years away and correct for it.
/// </remarks>
internal sealed class LocalClock(TimeProvider timeProvider, TimeSpan propagationDelay)
{
    private long _offsetTicks;
    private long _shiftTicks;
    private long _propagationTicks = propagationDelay.Ticks;

    public TimeProvider TimeProvider { get; } = timeProvider;

    public TimeSpan PropagationDelay
    {
        get => new(Interlocked.Read(ref _propagationTicks));
        set => Interlocked.Exchange(ref _propagationTicks, value.Ticks);
    }

    /// <summary>How far the rules are from <see cref="TimeProvider"/>: for those who cannot have one of their own.</summary>
    public TimeSpan Shift
    {
        get => new(Interlocked.Read(ref _shiftTicks));
        set => Interlocked.Exchange(ref _shiftTicks, value.Ticks);
    }

    /// <summary>How wrong the server's clock is, for the outside.</summary>
    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offsetTicks));
        set => Interlocked.Exchange(ref _offsetTicks, value.Ticks);
    }

    public DateTimeOffset Now => TimeProvider.GetUtcNow() + Shift;

    public DateTimeOffset WireNow => TimeProvider.System.GetUtcNow() + Offset;

    /// <summary><see cref="WireNow"/> in whole seconds, which is all that HTTP's dates have.</summary>
    public DateTimeOffset WireSecond
    {
        get
        {
            DateTimeOffset now = WireNow;
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>An instant of the rules, as the wire tells it: as far from the wire's now as it is from the rules'.</summary>
    public DateTimeOffset ToWire(DateTimeOffset instant) => WireNow + (instant - Now);
}

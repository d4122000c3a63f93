namespace RoleChaining.FleetApp;

/// <summary>The machine's clock, some minutes ahead: so that hours pass in seconds.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _shift;

    public TimeSpan Shift
    {
        get => new(Volatile.Read(ref _shift));
        set => Volatile.Write(ref _shift, value.Ticks);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Shift.Ticks;
}

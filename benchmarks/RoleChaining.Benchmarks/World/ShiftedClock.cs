namespace RoleChaining.Benchmarks.World;

/// <summary>The system's clock, set forward to where something becomes due.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private TimeSpan _shift;

    public void Shift(TimeSpan by) => _shift += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
}

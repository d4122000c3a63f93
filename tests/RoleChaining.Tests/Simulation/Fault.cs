using System.Globalization;

namespace RoleChaining.Simulation;

/// <summary>One fault of a scenario.</summary>
internal sealed record Fault
{
    public required FaultKind Kind { get; init; }

    public required TimeSpan From { get; init; }

    public required TimeSpan Until { get; init; }

    /// <summary>For what strikes one hop only.</summary>
    public int Hop { get; init; }

    /// <summary>How far the clock is set, or how long the machine sleeps.</summary>
    public TimeSpan Jump { get; init; }

    /// <summary>When the last call that it struck has ended.</summary>
    public TimeSpan End => Until + Kind switch
    {
        FaultKind.Slow => RoleChainDefaults.AttemptTimeout,
        FaultKind.RevokedByDeny => TimeSpan.FromSeconds(5), // a session that is newer is not taken for a revoked one
        FaultKind.Silent => RoleChainDefaults.TotalTimeout, // of an attempt in the background
        _ => Latency,
    };

    /// <summary>What an answer takes, a bad one too.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether sessions cannot be had while it lasts.</summary>
    public bool IsOutage => Kind is not (FaultKind.RegionDown or FaultKind.ClockJump or FaultKind.Asleep or FaultKind.Revoked or FaultKind.Invalidated);

    public bool Covers(TimeSpan time) => time >= From && time < Until;

    public override string ToString() => Kind switch
    {
        FaultKind.ClockJump or FaultKind.Asleep => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Jump:c} at {From:c}"),
        FaultKind.Revoked or FaultKind.RevokedByDeny or FaultKind.Invalidated => string.Create(CultureInfo.InvariantCulture, $"{Kind} hop {Hop} at {From:c}"),
        FaultKind.Denied => string.Create(CultureInfo.InvariantCulture, $"{Kind} hop {Hop} {From:c}-{Until:c}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Kind} {From:c}-{Until:c}"),
    };
}

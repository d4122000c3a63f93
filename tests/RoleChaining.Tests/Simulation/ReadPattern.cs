namespace RoleChaining.Simulation;

/// <summary>How reads arrive.</summary>
internal enum ReadPattern
{
    /// <summary>One after the other, about as far apart as the scenario says.</summary>
    Steady,

    /// <summary>Many at one instant.</summary>
    Bursts,

    /// <summary>Steady, with pauses of up to two hours.</summary>
    WithGaps,
}

namespace RoleChaining.Simulation;

/// <summary>What goes wrong in a scenario.</summary>
internal enum FaultKind
{
    /// <summary>STS answers 503.</summary>
    StsDown,

    /// <summary>STS answers Throttling.</summary>
    Throttled,

    /// <summary>STS answers 503 to every other call, as the dice fall.</summary>
    Flaky,

    /// <summary>STS takes ten seconds.</summary>
    Slow,

    /// <summary>STS takes connections and never answers.</summary>
    Silent,

    /// <summary>One hop's role is denied.</summary>
    Denied,

    /// <summary>Connections are reset.</summary>
    Reset,

    /// <summary>STS of the first region is down, that of the second is not.</summary>
    RegionDown,

    /// <summary>The source throws.</summary>
    SourceDown,

    /// <summary>The client's clock is set forward or back.</summary>
    ClockJump,

    /// <summary>The client's machine sleeps.</summary>
    Asleep,

    /// <summary>The sessions of one hop are revoked as AWS does it: its role denies those that were issued before.</summary>
    RevokedByDeny,

    /// <summary>The application invalidates the sessions of one spoke, of all its hops or the last one.</summary>
    Invalidated,

    /// <summary>One hop's session is revoked.</summary>
    Revoked,
}

namespace RoleChaining.Benchmarks.Samples;

/// <summary>What a storm finds when it comes.</summary>
internal enum StormConnection
{
    /// <summary>A connection to STS is open, all code has run.</summary>
    Warm,

    /// <summary>All code has run, against another STS: no connection to this one.</summary>
    Cold,

    /// <summary>A process that has done nothing yet.</summary>
    FreshProcess,
}

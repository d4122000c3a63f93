namespace RoleChaining.Benchmarks.Samples;

/// <summary>Who comes with a storm.</summary>
internal enum StormArrival
{
    /// <summary>Sync callers on threads of the pool.</summary>
    Sync,

    /// <summary>The same, when an async caller has started the refresh already.</summary>
    SyncOnAsync,

    /// <summary>Every other caller is an async one.</summary>
    Mixed,

    /// <summary>Async callers only.</summary>
    Async,
}

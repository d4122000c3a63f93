namespace RoleChaining.Benchmarks.Fleet;

/// <summary>What one simulated fleet did.</summary>
/// <param name="Cold">Calls to STS of the start.</param>
/// <param name="Hour">Calls an hour while nothing happens.</param>
/// <param name="Rolling">Calls of an hour in which every replica is replaced.</param>
/// <param name="CacheDown">Calls of an hour with a cache that is down for ten minutes.</param>
/// <param name="StsDown">Successful calls of an hour with an STS that is down for ten minutes.</param>
/// <param name="Peak">The most calls in one second.</param>
/// <param name="Waits">Reads of warm replicas that waited.</param>
/// <param name="Failures">Reads that failed.</param>
/// <param name="CacheOperations">Calls of the cache an hour while nothing happens.</param>
/// <param name="BytesPerEntry">Of an entry and its name.</param>
internal sealed record FleetResult(
    int Cold, double Hour, int Rolling, int CacheDown, int StsDown, int Peak, int Waits, int Failures, double CacheOperations, double BytesPerEntry);

namespace RoleChaining.Benchmarks.Fleet;

/// <summary>What a fleet did whose replicas were started one after another.</summary>
/// <param name="Cold">Sessions that STS issued until all had started.</param>
/// <param name="Hour">Sessions an hour while nothing happens.</param>
/// <param name="Peak">The most calls in one second.</param>
/// <param name="Waits">Reads of warm replicas that waited.</param>
/// <param name="Failures">Reads that failed.</param>
internal sealed record FleetRollout(int Cold, double Hour, int Peak, int Waits, int Failures);

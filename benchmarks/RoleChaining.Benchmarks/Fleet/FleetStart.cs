namespace RoleChaining.Benchmarks.Fleet;

/// <summary>What the start of one simulated fleet did.</summary>
/// <param name="Issued">Sessions that STS issued.</param>
/// <param name="Peak">The most calls in one second.</param>
/// <param name="Failures">Reads that failed.</param>
internal sealed record FleetStart(int Issued, int Peak, int Failures);

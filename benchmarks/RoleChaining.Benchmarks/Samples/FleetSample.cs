using RoleChaining.Benchmarks.Fleet;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>A small simulated fleet that shares its sessions.</summary>
internal static class FleetSample
{
    public static Dictionary<string, double> Run()
    {
        FleetShape shape = new("shared", Replicas: 3, Tenants: 4, IsShared: true, LockTimeout: TimeSpan.FromSeconds(1));
        FleetResult result = FleetCommand.Simulate(shape);
        return new() { ["issued at the start"] = result.Cold, ["failed reads"] = result.Failures };
    }
}

namespace RoleChaining.Benchmarks.Fleet;

/// <summary>What is simulated.</summary>
/// <param name="Name">Of the row in the report.</param>
/// <param name="Replicas">How many processes.</param>
/// <param name="Tenants">How many roles behind the hub, all of which each replica serves.</param>
/// <param name="IsShared">Whether the replicas share sessions.</param>
/// <param name="LockTimeout">For how long they wait for the lock; null has none.</param>
internal sealed record FleetShape(string Name, int Replicas, int Tenants, bool IsShared, TimeSpan? LockTimeout);

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoleChaining.Health;

/// <summary>Marks in the service collection that a check has been added.</summary>
/// <param name="Name">The chain's or pool's name in health reports.</param>
/// <param name="Key">What identifies a tenant of the pool; null for a chain.</param>
/// <param name="Registration">The check.</param>
internal sealed record AddedCheck(string Name, Type? Key, HealthCheckRegistration Registration);

using System.Text.Json.Serialization;

namespace RoleChaining.Status;

/// <summary>One pool.</summary>
/// <param name="Name">Its name; empty for the unnamed pool.</param>
/// <param name="Hub">The chain that all tenants share.</param>
/// <param name="Count">The tenants that are kept alive.</param>
/// <param name="Degraded">The tenants that are served although a refresh has failed.</param>
/// <param name="Failed">The tenants whose readers get an error.</param>
/// <param name="Tenants">The worst tenants, or those that were searched for; twenty at most.</param>
internal sealed record PoolReport(
    string Name, ChainReport Hub, int Count, int Degraded, int Failed, IReadOnlyList<ChainReport> Tenants)
{
    /// <summary>Of the worst tenants those that a search left out although they fail or their readers wait.</summary>
    [JsonIgnore]
    public IReadOnlyList<ChainReport> LeftOut { get; init; } = [];
}

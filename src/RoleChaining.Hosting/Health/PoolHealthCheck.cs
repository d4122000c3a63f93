using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleChaining.DependencyInjection;

namespace RoleChaining.Health;

/// <summary>
/// The health of a pool: unhealthy when tenants fail because of the hub; degraded when only the hub's refresh or some tenants fail.
/// </summary>
internal sealed class PoolHealthCheck<TKey>(IRoleChainPool<TKey> pool) : IHealthCheck
    where TKey : notnull
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (pool is IPoolView view)
        {
            await Recovery.TryAsync(view, cancellationToken).ConfigureAwait(false);
        }

        RoleChainPoolStatus status = pool.Status;
        if (HealthReports.ProblemOf(status.Hub) is { } hub)
        {
            bool served = status.Hub.IsServing || status is { Count: > 0, Failed: 0 };
            return HealthReports.Create(
                served ? HealthStatus.Degraded : context.Registration.FailureStatus, hub, status.Hub.Final.ExpiresAt);
        }

        int bad = status.Failed + status.Degraded;
        if (bad == 0)
        {
            return HealthCheckResult.Healthy($"{status.Count} tenants");
        }

        Dictionary<string, object> data = new() { ["count"] = status.Count, ["degraded"] = status.Degraded, ["failed"] = status.Failed };
        string example = "";
        if (status.Problems is [{ LastFailure: { } failure }, ..])
        {
            example = $" For one: {failure.Message}";
            data["advice"] = failure.Advice;
        }

        return HealthCheckResult.Degraded($"{bad} of {status.Count} tenants fail.{example}", data: data);
    }
}

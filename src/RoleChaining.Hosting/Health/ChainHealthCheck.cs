using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoleChaining.Health;

/// <summary>The health of a chain.</summary>
internal sealed class ChainHealthCheck(ChainedAWSCredentials credentials) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await Recovery.TryAsync(credentials.Branch.Leaf, cancellationToken).ConfigureAwait(false);
        ChainStatus status = credentials.Status;
        return HealthReports.ProblemOf(status) is { } problem
            ? HealthReports.Create(
                status.IsServing ? HealthStatus.Degraded : context.Registration.FailureStatus, problem, status.Final.ExpiresAt)
            : HealthCheckResult.Healthy(status.IsServing ? $"{credentials.Chain}: valid" : $"{credentials.Chain}: not read yet");
    }
}

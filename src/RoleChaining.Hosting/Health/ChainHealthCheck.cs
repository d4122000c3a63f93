using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoleChaining.Health;

/// <summary>The health of a chain.</summary>
internal sealed class ChainHealthCheck(ChainedAWSCredentials credentials) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (HealthReports.ProblemOf(credentials.Status) is not null)
        {
            // Starts what a reader would start: without readers, nothing else would find out that STS is well again.
            try
            {
                await credentials.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RoleChainException)
            {
                // The status tells.
            }
        }

        ChainStatus status = credentials.Status;
        return HealthReports.ProblemOf(status) is { } problem
            ? HealthReports.Create(
                status.IsServing ? HealthStatus.Degraded : context.Registration.FailureStatus, problem, status.Final.ExpiresAt)
            : HealthCheckResult.Healthy(status.IsServing ? $"{credentials.Chain}: valid" : $"{credentials.Chain}: not read yet");
    }
}

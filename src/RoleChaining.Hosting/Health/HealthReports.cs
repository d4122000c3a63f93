using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoleChaining.Health;

/// <summary>The description of a failing hop in a health report.</summary>
internal static class HealthReports
{
    /// <summary>The last hop whose refresh has failed, because its error is nearest to what readers see; null when none has.</summary>
    public static HopStatus? ProblemOf(ChainStatus status) => status.Hops.LastOrDefault(hop => hop.LastFailure is not null);

    public static HealthCheckResult Create(HealthStatus status, HopStatus problem, DateTimeOffset? expiresAt)
    {
        HopFailureDetails failure = problem.LastFailure!;
        Dictionary<string, object> data = new()
        {
            ["hop"] = failure.HopNumber,
            ["failure"] = failure.Failure.ToString(),
            ["transient"] = failure.IsTransient,
            ["advice"] = failure.Advice,
        };
        Add("role", failure.RoleArn?.ToString());
        Add("errorCode", failure.StsErrorCode);
        Add("requestId", failure.RequestId);
        Add("expiresAt", expiresAt?.ToString("O"));
        Add("nextRefreshAt", problem.NextRefreshAt?.ToString("O"));
        return new HealthCheckResult(status, failure.Message, exception: null, data);

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                data[key] = value;
            }
        }
    }
}

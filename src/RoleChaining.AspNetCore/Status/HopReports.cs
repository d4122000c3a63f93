using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.Status;

/// <summary>The status of a chain as a report.</summary>
internal static class HopReports
{
    public static ChainReport Create(string name, ChainStatus status, TimeProvider clock)
    {
        HopReport[] hops = [.. status.Hops.Select(hop => Create(hop, clock.GetUtcNow()))];
        return new ChainReport(name, StateOf(status, hops), hops);
    }

    /// <summary>A chain that cannot be built; its readers get this error.</summary>
    public static ChainReport Unusable(string name, Exception error) => new(name, ChainState.Failed, [
        new HopReport(
            0, null, HopState.Failed, false, 0, null, null, null, null, null, null, null,
            new FailureReport(
                0, null, "Configuration", null, null, Describe(error), "Correct the options of this chain, and start the application again.", null)),
    ]);

    /// <summary>Our own words are safe to show. Those of others may quote what they could not read.</summary>
    private static string Describe(Exception error) =>
        error is OptionsValidationException or RoleChainException ? error.Message : ForeignText.Describe(error);

    private static ChainState StateOf(ChainStatus status, HopReport[] hops)
    {
        bool hasFailed = hops.Any(hop => hop.LastFailure is not null);
        return (status.IsServing, hasFailed) switch
        {
            (true, false) => ChainState.Healthy,
            (true, true) => ChainState.Degraded,
            (false, true) => ChainState.Failed,
            _ => ChainState.NotRead,
        };
    }

    private static HopReport Create(HopStatus hop, DateTimeOffset now) => new(
        hop.HopNumber,
        hop.RoleArn?.ToString(),
        hop.State,
        hop.IsRefreshing,
        hop.WaitingReaders,
        hop.AssumedRoleArn,
        hop.AccessKeyId,
        hop.IssuedAt,
        hop.ExpiresAt,
        hop.NextRefreshAt,
        hop.ExpiresAt is { } end ? Math.Max(0, (end - now).TotalSeconds) : null,
        hop.RequestId,
        hop.LastFailure is { } failure
            ? new FailureReport(
                failure.HopNumber, failure.RoleArn?.ToString(), failure.Failure.ToString(), failure.StsErrorCode, failure.RequestId,
                failure.Message, failure.Advice, failure.OccurredAt)
            : null);
}

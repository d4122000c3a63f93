using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using RoleChaining.Sessions;
using RoleChaining.Sources;
using RoleChaining.Sts;
using RoleChaining.Testing;

namespace RoleChaining.Simulation;

/// <summary>A session tree whose refreshes, clock and dice are a simulation's.</summary>
internal static class SimTree
{
    public static SessionTree Create(SimContext context, LocalSts sts, ImmutableCredentials keys, Action<RoleChainRefreshOptions>? configure)
    {
        RoleChainRefreshOptions refresh = new();
        configure?.Invoke(refresh);
        RoleChainRetryOptions retry = new();
        StsGateway gateway = new(new StsSettings
        {
            Region = "eu-west-1",
            FailoverRegions = context.Scenario.Faults.Any(fault => fault.Kind == FaultKind.RegionDown) ? ["eu-central-1"] : [],
            Configure = sts.Configure,
            Retry = retry,
            Clock = context.Client,
            Logger = NullLogger.Instance,
            Random = context.Random.NextDouble,
        });
        SessionContext sessions = new()
        {
            Clock = context.Client,
            Refresh = refresh,
            Logger = NullLogger.Instance,
            Random = context.Random.NextDouble,
            RunInBackground = work => context.Timeline.Post(() => work(true)),
            ContinuationOptions = TaskCreationOptions.None,
            WaitFor = new SimWaiters().Own,
        };
        return new SessionTree(
            new CredentialsIssuer(new GivenSource(new SimSource(keys, context)), retry.TotalTimeout, context.Client), gateway, sessions);
    }
}

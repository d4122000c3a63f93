using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>Reads the status of a chain's nodes, from the last hop to the source.</summary>
internal static class ChainStatusReader
{
    public static ChainStatus Read(RoleChain chain, SessionNode leaf, SessionContext context)
    {
        DateTimeOffset now = context.Clock.GetUtcNow();
        SessionReading reading = leaf.State.Read(now, TimeSpan.Zero, context.Refresh, mayWait: false);
        List<HopStatus> hops = [];
        for (SessionNode? node = leaf; node is not null; node = node.Issuer.Parent)
        {
            hops.Add(ReadHop(node, chain, now, context.Refresh));
        }

        hops.Reverse();
        return new ChainStatus
        {
            ChainName = chain.Name,
            Tenant = chain.Tenant,
            Hops = hops,
            IsServing = reading is SessionReading.Serve or SessionReading.ServeAndRefresh,
        };
    }

    private static HopStatus ReadHop(SessionNode node, RoleChain chain, DateTimeOffset now, RoleChainRefreshOptions refresh)
    {
        SessionState state = node.State;
        RoleSession? session = state.Session;
        return new HopStatus
        {
            HopNumber = node.Issuer.HopNumber,
            Tenant = node.Issuer.Hop?.Tenant,
            RoleArn = node.Issuer.Hop?.RoleArn,
            State = FindState(state, now, refresh),
            IsRefreshing = node.IsRefreshing,
            WaitingReaders = node.WaitingReaders,
            AssumedRoleArn = session?.AssumedRoleArn,
            AccessKeyId = session?.Credentials.AccessKey,
            IssuedAt = session?.IssuedAt,
            ExpiresAt = session is { HasKnownExpiry: true } ? session.ExpiresAt : null,
            NextRefreshAt = state.LastFailure is not null ? state.NextAttemptAt : state.Schedule?.RefreshAt,
            RequestId = session?.RequestId,
            LastFailure = state.LastFailure is { } failure ? ChainExceptions.Describe(failure, chain, state.FailedAt) : null,
        };
    }

    private static HopState FindState(SessionState state, DateTimeOffset now, RoleChainRefreshOptions refresh) => state switch
    {
        { LastFailure: null } when state.IsValid(now) => HopState.Valid,
        { LastFailure: { } failure } when state.ServesAfter(failure, now, refresh) => HopState.Degraded,
        { LastFailure: null, Session: null } => HopState.Empty,
        _ => HopState.Failed,
    };
}

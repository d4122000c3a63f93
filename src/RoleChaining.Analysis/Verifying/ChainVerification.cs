using Amazon.SecurityToken.Model;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Verifying;

/// <summary>
/// Walks a chain beside its session tree: with the tree's own source and way to STS, and with sessions that the tree never gets.
/// </summary>
internal sealed class ChainVerification(ChainBranch branch, IProgress<VerifiedHop>? progress)
{
    private RoleChain Chain => branch.Chain;

    /// <summary>Walks on to the chain's end or to the first failure, and tries what was asked for besides.</summary>
    /// <param name="start">The hops that are known already; what is tried besides leaves them out.</param>
    /// <param name="options">What is tried besides.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VerifyReport> RunAsync(ChainWalk start, VerifyOptions options, CancellationToken cancellationToken)
    {
        ChainWalk walk = await WalkAsync(start, Chain.Hops.Count, cancellationToken).ConfigureAwait(false);
        VerifiedHop[] rest = [.. Chain.Hops.Skip(walk.Hops.Count - 1).Select(NotReached)];
        foreach (VerifiedHop hop in rest)
        {
            progress?.Report(hop);
        }

        ExtraChecks extra = new(branch, walk.Sessions, firstHop: Math.Max(1, start.Hops.Count));
        return new VerifyReport
        {
            Chain = Chain,
            Hops = [.. walk.Hops, .. rest],
            Checks = await extra.RunAsync(options, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Walks on as far as a hop.</summary>
    public async Task<ChainWalk> WalkAsync(ChainWalk start, int lastHop, CancellationToken cancellationToken)
    {
        ChainWalk walk = start;
        while (!walk.HasFailed && walk.Hops.Count <= lastHop)
        {
            RoleHop? hop = walk.Hops.Count == 0 ? null : Chain.Hops[walk.Hops.Count - 1];
            walk = await VerifyAsync(hop, walk, cancellationToken).ConfigureAwait(false);
            progress?.Report(walk.Hops[^1]);
        }

        return walk;
    }

    /// <summary>Verifies one hop, or the source where there is none.</summary>
    private async Task<ChainWalk> VerifyAsync(RoleHop? hop, ChainWalk walk, CancellationToken cancellationToken)
    {
        SentCalls calls = new();
        RoleSession? session = null;
        RoleSession? shown = null;
        HopFailure? failure = null;
        try
        {
            session = hop is null
                ? await branch.Tree.Source.ReadForSigningAsync(outlive: null, async: true, cancellationToken).ConfigureAwait(false)
                : await AssumeAsync(hop, walk.Sessions[^1], calls, cancellationToken).ConfigureAwait(false);

            // The source has no other call that could be tried again; a hop's session has just been issued, and is asked about once.
            shown = await branch.Tree.Sts.IssueAsync(
                calls.Watch(new GetCallerIdentityOperation(hop, session, hop ?? (Chain.Hops is [var first, ..] ? first : null))),
                singleAttempt: hop is not null,
                async: true,
                cancellationToken).ConfigureAwait(false);
        }
        catch (HopFailedException e)
        {
            failure = e.Failure;
        }

        return walk.Add(Describe(hop, session, shown, calls, failure), failure is null ? session : null);
    }

    private async ValueTask<RoleSession> AssumeAsync(
        RoleHop hop, RoleSession caller, SentCalls calls, CancellationToken cancellationToken)
    {
        AssumeRoleOperation operation = await CreateOperationAsync(
            branch, hop, caller, isRenewal: false, cancellationToken).ConfigureAwait(false);
        return await branch.Tree.Sts.IssueAsync(
            calls.Watch(operation), singleAttempt: false, async: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The call of a hop of the chain, or of a variant of it.</summary>
    public static async ValueTask<AssumeRoleOperation> CreateOperationAsync(
        ChainBranch branch, RoleHop hop, RoleSession caller, bool isRenewal, CancellationToken cancellationToken)
    {
        RoleHop? before = hop.Number > 1 ? branch.Chain.Hops[hop.Number - 2] : null;
        IReadOnlyList<ProvidedContext>? contexts = await ProvidedContextsReader.ReadAsync(
            hop, async: true, cancellationToken).ConfigureAwait(false);
        return HopIssuer.CreateOperation(hop, before, caller, contexts, isRenewal);
    }

    private VerifiedHop Describe(RoleHop? hop, RoleSession? session, RoleSession? shown, SentCalls calls, HopFailure? failure) => new()
    {
        Number = hop?.Number ?? 0,
        Hop = hop,
        Status = failure is null ? VerifyStatus.Ok : GetStatus(failure),
        AccountId = hop?.RoleArn.AccountId ?? shown?.AssumedRoleArn?.Split(':').ElementAtOrDefault(4),
        Identity = shown?.AssumedRoleArn,
        Region = calls.Region,
        Host = calls.Host,
        Latency = calls.Latency,
        Calls = calls.Count,
        RequestedLifetime = hop is null ? null : hop.Duration ?? RoleChainDefaults.Duration,
        GrantedLifetime = hop is null || session is null ? null : session.ExpiresAt - session.IssuedAt,
        PackedPolicySize = calls.PackedPolicySize,
        PackedParts = hop is null || calls.PackedPolicySize is null ? [] : [.. PackedSize.DescribeParts(hop, Chain)],
        SourceIdentity = session?.SourceIdentity ?? hop?.SourceIdentity ?? hop?.InheritedSourceIdentity,
        MfaAge = hop?.MfaTokenProvider is null ? null : branch.Tree.Context.Clock.GetUtcNow() - session?.IssuedAt,
        ClockDifference = calls.ClockDifference,
        Failure = failure is null ? null : ChainExceptions.Create(failure, Chain, session is null ? null : DescribeIdentityCall(hop)),
    };

    private static string DescribeIdentityCall(RoleHop? hop) =>
        $"GetCallerIdentity with the {(hop is null ? "source's credentials" : "hop's session")}";

    private static VerifiedHop NotReached(RoleHop hop) => new()
    {
        Number = hop.Number,
        Hop = hop,
        Status = VerifyStatus.NotChecked,
        AccountId = hop.RoleArn.AccountId,
        Calls = 0,
    };

    /// <summary>Denied is only what STS itself, or a rule of AWS, has refused.</summary>
    private static VerifyStatus GetStatus(HopFailure failure) => failure.Kind switch
    {
        RoleChainFailure.WebIdentityRejected when failure.IsTransient => VerifyStatus.NotChecked,
        RoleChainFailure.InvalidChain or RoleChainFailure.AccessDenied or RoleChainFailure.CallerRejected or RoleChainFailure.InvalidRequest
            or RoleChainFailure.PackedPolicyTooLarge or RoleChainFailure.RegionDisabled or RoleChainFailure.WebIdentityRejected =>
            VerifyStatus.Denied,
        _ => VerifyStatus.NotChecked,
    };
}

using Amazon.SecurityToken.Model;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Verifying;

/// <summary>
/// Walks a chain beside its session tree: with the tree's own source and way to STS, and with sessions that the tree never gets.
/// </summary>
internal sealed class ChainVerification(ChainedAWSCredentials credentials, VerifyOptions options, IProgress<VerifiedHop>? progress)
{
    private readonly ChainBranch _branch = credentials.CurrentBranch;
    private readonly List<VerifiedHop> _hops = [];
    private readonly List<RoleSession> _sessions = [];

    public async Task<VerifyReport> RunAsync(CancellationToken cancellationToken)
    {
        await VerifyAsync(null, cancellationToken).ConfigureAwait(false);
        foreach (RoleHop hop in _branch.Chain.Hops)
        {
            if (_hops[^1].Status != VerifyStatus.Ok)
            {
                break;
            }

            await VerifyAsync(hop, cancellationToken).ConfigureAwait(false);
        }

        ExtraChecks extra = new(_branch.Chain, _branch.Tree.Sts, _sessions);
        return new VerifyReport
        {
            Chain = _branch.Chain,
            Hops = _hops,
            Checks = await extra.RunAsync(options, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Verifies one hop, or the source where there is none.</summary>
    private async Task VerifyAsync(RoleHop? hop, CancellationToken cancellationToken)
    {
        SentCalls calls = new();
        RoleSession? session = null;
        RoleSession? shown = null;
        RoleChainException? failure = null;
        VerifyStatus status = VerifyStatus.Ok;
        try
        {
            session = hop is null
                ? await _branch.Tree.Source.ReadForSigningAsync(outlive: null, async: true, cancellationToken).ConfigureAwait(false)
                : await AssumeAsync(hop, calls, cancellationToken).ConfigureAwait(false);
            shown = await SendAsync(calls.Watch(new GetCallerIdentityOperation(hop, session)), cancellationToken).ConfigureAwait(false);
            _sessions.Add(session);
        }
        catch (HopFailedException e)
        {
            status = GetStatus(e.Failure);
            string signer = hop is null ? "source's credentials" : "hop's session";
            string? subject = session is null ? null : $"GetCallerIdentity with the {signer}";
            failure = ChainExceptions.Create(e.Failure, _branch.Chain, subject);
        }

        VerifiedHop verified = Describe(hop, session, shown, calls, status, failure);
        _hops.Add(verified);
        progress?.Report(verified);
    }

    private async ValueTask<RoleSession> AssumeAsync(RoleHop hop, SentCalls calls, CancellationToken cancellationToken)
    {
        RoleHop? before = hop.Number > 1 ? _branch.Chain.Hops[hop.Number - 2] : null;
        IReadOnlyList<ProvidedContext>? contexts = await HopIssuer.AskForContextsAsync(
            hop, async: true, cancellationToken).ConfigureAwait(false);
        AssumeRoleOperation operation = HopIssuer.CreateOperation(hop, before, _sessions[^1], contexts, isRenewal: false);
        return await SendAsync(calls.Watch(operation), cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<RoleSession> SendAsync(StsOperation operation, CancellationToken cancellationToken) =>
        _branch.Tree.Sts.IssueAsync(operation, singleAttempt: false, async: true, cancellationToken);

    private VerifiedHop Describe(
        RoleHop? hop, RoleSession? session, RoleSession? shown, SentCalls calls, VerifyStatus status, RoleChainException? failure) => new()
        {
            Number = hop?.Number ?? 0,
            Hop = hop,
            Status = status,
            AccountId = hop?.RoleArn.AccountId ?? shown?.AssumedRoleArn?.Split(':').ElementAtOrDefault(4),
            Identity = shown?.AssumedRoleArn,
            Region = calls.Region,
            Host = calls.Host,
            Latency = calls.Latency,
            Calls = calls.Count,
            RequestedLifetime = hop is null ? null : hop.Duration ?? RoleChainDefaults.Duration,
            GrantedLifetime = hop is null || session is null ? null : session.ExpiresAt - session.IssuedAt,
            PackedPolicySize = calls.PackedPolicySize,
            PackedParts = hop is null || calls.PackedPolicySize is null ? [] : [.. PackedSize.DescribeParts(hop, _branch.Chain)],
            SourceIdentity = session?.SourceIdentity ?? hop?.SourceIdentity ?? hop?.InheritedSourceIdentity,
            MfaAge = hop?.MfaTokenProvider is not null && session is not null ? credentials.Clock.GetUtcNow() - session.IssuedAt : null,
            ClockDifference = calls.ClockDifference,
            Failure = failure,
        };

    /// <summary>Denied is only what STS itself, or a rule of AWS, has refused.</summary>
    internal static VerifyStatus GetStatus(HopFailure failure) => failure.Kind switch
    {
        RoleChainFailure.WebIdentityRejected when failure.IsTransient => VerifyStatus.NotChecked,
        RoleChainFailure.InvalidChain or RoleChainFailure.AccessDenied or RoleChainFailure.CallerRejected or RoleChainFailure.InvalidRequest
            or RoleChainFailure.PackedPolicyTooLarge or RoleChainFailure.RegionDisabled or RoleChainFailure.WebIdentityRejected =>
            VerifyStatus.Denied,
        _ => VerifyStatus.NotChecked,
    };
}

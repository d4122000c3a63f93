using RoleChaining.Diagnostics;
using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Verifying;

/// <summary>What is tried on request, once the chain has been walked.</summary>
/// <param name="branch">The chain.</param>
/// <param name="sessions">The sessions of the source and of the hops that work.</param>
/// <param name="firstHop">The first hop that is looked at.</param>
internal sealed class ExtraChecks(ChainBranch branch, IReadOnlyList<RoleSession> sessions, int firstHop)
{
    private const int MostHours = 12;

    private readonly RoleChain _chain = branch.Chain;
    private readonly List<VerifyCheck> _checks = [];

    public async Task<IReadOnlyList<VerifyCheck>> RunAsync(VerifyOptions options, CancellationToken cancellationToken)
    {
        RoleHop[] working = [.. _chain.Hops.Where(hop => hop.Number >= firstHop && hop.Number < sessions.Count)];
        foreach (RoleHop hop in working.Where(hop => options.ExternalIdEnforced && hop.ExternalId is not null))
        {
            await CheckExternalIdAsync(hop, cancellationToken).ConfigureAwait(false);
        }

        foreach (RoleHop hop in working.Where(_ => options.MaxDuration))
        {
            await FindMaxDurationAsync(hop, cancellationToken).ConfigureAwait(false);
        }

        // A chain that stops in the middle may work without it.
        if (options.Direct && sessions.Count > 0 && _chain.Hops is [.., var final])
        {
            await TryDirectAsync(final, cancellationToken).ConfigureAwait(false);
        }

        return _checks;
    }

    private async Task CheckExternalIdAsync(RoleHop hop, CancellationToken cancellationToken)
    {
        HopFailure? failure = await TryAsync(
            hop, HopVariants.WithoutExternalId(hop), sessions[hop.Number - 1], cancellationToken).ConfigureAwait(false);
        (bool? holds, string text) = failure switch
        {
            null => (false, "the role can be assumed without the external id: make sts:ExternalId a condition of its trust policy"),
            { Kind: RoleChainFailure.AccessDenied } => ((bool?)true, "the role is denied without the external id"),
            _ => (null, $"whether the external id is enforced was not checked: {failure.Message}"),
        };
        Add(VerifyCheckKind.ExternalIdEnforced, hop, holds, text);
    }

    private async Task FindMaxDurationAsync(RoleHop hop, CancellationToken cancellationToken)
    {
        RoleSession caller = sessions[hop.Number - 1];
        if (hop.Number > 1 || caller.Credentials.UseToken)
        {
            Add(VerifyCheckKind.MaxDuration, hop, true, "sessions last 1 h at most, because the caller is a session");
            return;
        }

        int granted = Math.Max(1, (int)(hop.Duration ?? RoleChainDefaults.Duration).TotalHours);
        for (int least = MostHours + 1; granted + 1 < least;)
        {
            // Most roles grant one hour or twelve.
            int hours = least > MostHours ? MostHours : (granted + least) / 2;
            HopFailure? failure = await TryAsync(
                hop, HopVariants.WithDuration(hop, TimeSpan.FromHours(hours)), caller, cancellationToken).ConfigureAwait(false);
            if (failure is not null and not { Kind: RoleChainFailure.InvalidRequest })
            {
                Add(VerifyCheckKind.MaxDuration, hop, null, $"how long sessions could last was not checked: {failure.Message}");
                return;
            }

            (granted, least) = failure is null ? (hours, least) : (granted, hours);
        }

        Add(VerifyCheckKind.MaxDuration, hop, true, $"sessions could last {granted} h (whole hours were tried)");
    }

    private async Task TryDirectAsync(RoleHop final, CancellationToken cancellationToken)
    {
        if (final.Number == 1)
        {
            Add(VerifyCheckKind.Direct, final, true, "the source assumes the role directly: there is no hop between");
            return;
        }

        HopFailure? failure = await TryAsync(final, HopVariants.Direct(_chain), sessions[0], cancellationToken).ConfigureAwait(false);
        int fewer = final.Number - 1;
        string longer = sessions[0].Credentials.UseToken ? "" : "sessions up to 12 h where the role allows them, and ";
        string gain = $"{longer}{fewer} {(fewer == 1 ? "call" : "calls")} less";
        string lost = $"what {string.Join(" and ", _chain.Hops.SkipLast(1).Select(hop => hop.RoleArn))} "
            + (fewer == 1 ? "restricts and records" : "restrict and record");
        string inherited = final.InheritedTagKeys.Count > 0 || (final.SourceIdentity is null && final.InheritedSourceIdentity is not null)
            ? "; what the role inherits now, the source sends itself"
            : "";
        (bool? holds, string text) = failure switch
        {
            null => (true, $"the source can assume the role directly. Gained: {gain}. Lost: {lost}{inherited}"),
            { Kind: RoleChainFailure.AccessDenied } => ((bool?)false, "the source cannot assume the role directly: the chain is needed"),
            _ => (null, $"whether the source can assume the role directly was not checked: {failure.Message}"),
        };
        Add(VerifyCheckKind.Direct, final, holds, text);
    }

    /// <returns>Why there is no session; null where there is one, which is let go.</returns>
    private async Task<HopFailure?> TryAsync(RoleHop hop, RoleHop variant, RoleSession caller, CancellationToken cancellationToken)
    {
        if (hop.MfaTokenProvider is not null)
        {
            return new HopFailure
            {
                HopNumber = hop.Number,
                Hop = hop,
                Kind = RoleChainFailure.MfaUnavailable,
                IsTransient = false,
                Message = "it would take one more code of MFA",
            };
        }

        try
        {
            // The role exists, so a denial is final.
            AssumeRoleOperation operation = await ChainVerification.CreateOperationAsync(
                branch, variant, caller, isRenewal: true, cancellationToken).ConfigureAwait(false);
            _ = await branch.Tree.Sts.IssueAsync(operation, singleAttempt: false, async: true, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (HopFailedException e)
        {
            return e.Failure;
        }
    }

    private void Add(VerifyCheckKind kind, RoleHop hop, bool? holds, string text) =>
        _checks.Add(new VerifyCheck { Kind = kind, HopNumber = hop.Number, Holds = holds, Text = text });
}

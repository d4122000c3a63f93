using Amazon.SecurityToken.Model;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Verifying;

/// <summary>What is tried on request, once the chain has been walked.</summary>
/// <param name="chain">The chain.</param>
/// <param name="sts">The chain's way to STS.</param>
/// <param name="sessions">The sessions of the source and of the hops that were verified.</param>
internal sealed class ExtraChecks(RoleChain chain, StsGateway sts, IReadOnlyList<RoleSession> sessions)
{
    private const int MostHours = 12;

    private readonly List<VerifyCheck> _checks = [];

    public async Task<IReadOnlyList<VerifyCheck>> RunAsync(VerifyOptions options, CancellationToken cancellationToken)
    {
        RoleHop[] verified = [.. chain.Hops.Take(sessions.Count - 1)];
        foreach (RoleHop hop in verified.Where(hop => options.ExternalIdEnforced && hop.ExternalId is not null))
        {
            await CheckExternalIdAsync(hop, cancellationToken).ConfigureAwait(false);
        }

        foreach (RoleHop hop in verified.Where(_ => options.MaxDuration))
        {
            await FindMaxDurationAsync(hop, cancellationToken).ConfigureAwait(false);
        }

        if (options.Direct && verified.Length == chain.Hops.Count && verified is [_, .., { } final])
        {
            await TryDirectAsync(final, cancellationToken).ConfigureAwait(false);
        }

        return _checks;
    }

    private async Task CheckExternalIdAsync(RoleHop hop, CancellationToken cancellationToken)
    {
        Attempt attempt = await TryAsync(
            Copy(hop, hop.Duration, externalId: null), sessions[hop.Number - 1], cancellationToken).ConfigureAwait(false);
        (bool? holds, string text) = attempt switch
        {
            { Session: not null } =>
                (false, "the role can be assumed without the external id: make sts:ExternalId a condition of its trust policy"),
            { Kind: RoleChainFailure.AccessDenied } => ((bool?)true, "the role is denied without the external id"),
            _ => (null, $"whether the external id is enforced was not checked: {attempt.Problem}"),
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
            Attempt attempt = await TryAsync(
                Copy(hop, TimeSpan.FromHours(hours), hop.ExternalId), caller, cancellationToken).ConfigureAwait(false);
            if (attempt.Session is null && attempt.Kind != RoleChainFailure.InvalidRequest)
            {
                Add(VerifyCheckKind.MaxDuration, hop, null, $"how long sessions could last was not checked: {attempt.Problem}");
                return;
            }

            (granted, least) = attempt.Session is null ? (granted, hours) : (hours, least);
        }

        Add(VerifyCheckKind.MaxDuration, hop, true, $"sessions could last {granted} h (whole hours were tried)");
    }

    private async Task TryDirectAsync(RoleHop final, CancellationToken cancellationToken)
    {
        Attempt attempt = await TryAsync(
            Copy(final, final.Duration, final.ExternalId, number: 1), sessions[0], cancellationToken).ConfigureAwait(false);
        int fewer = chain.Hops.Count - 1;
        string longer = sessions[0].Credentials.UseToken ? "" : "sessions up to 12 h where the role allows them, and ";
        string gain = $"{longer}{fewer} {(fewer == 1 ? "call" : "calls")} less";
        string[] lost =
        [
            .. final.InheritedTagKeys.Select(key => $"the tag {key}"),
            .. final.SourceIdentity is null && final.InheritedSourceIdentity is not null ? ["the source identity"] : (string[])[],
            $"what the {(fewer == 1 ? "role" : "roles")} between {(fewer == 1 ? "restricts and records" : "restrict and record")}",
        ];
        (bool? holds, string text) = attempt switch
        {
            { Session: not null } => (true, $"the source can assume the role directly: {gain}; lost: {string.Join(", ", lost)}"),
            { Kind: RoleChainFailure.AccessDenied } => ((bool?)false, "the source cannot assume the role directly: the chain is needed"),
            _ => (null, $"whether the source can assume the role directly was not checked: {attempt.Problem}"),
        };
        Add(VerifyCheckKind.Direct, final, holds, text);
    }

    private async Task<Attempt> TryAsync(RoleHop hop, RoleSession caller, CancellationToken cancellationToken)
    {
        if (hop.MfaTokenProvider is not null)
        {
            return new Attempt(null, RoleChainFailure.MfaUnavailable, "it would take one more code of MFA");
        }

        try
        {
            RoleHop? before = hop.Number > 1 ? chain.Hops[hop.Number - 2] : null;
            IReadOnlyList<ProvidedContext>? contexts = await HopIssuer.AskForContextsAsync(
                hop, async: true, cancellationToken).ConfigureAwait(false);

            // The role exists, so a denial is final.
            AssumeRoleOperation operation = HopIssuer.CreateOperation(hop, before, caller, contexts, isRenewal: true);
            RoleSession session = await sts.IssueAsync(
                operation, singleAttempt: false, async: true, cancellationToken).ConfigureAwait(false);
            return new Attempt(session, null, "");
        }
        catch (HopFailedException e)
        {
            return new Attempt(null, e.Failure.Kind, e.Failure.Message);
        }
    }

    private void Add(VerifyCheckKind kind, RoleHop hop, bool? holds, string text) =>
        _checks.Add(new VerifyCheck { Kind = kind, HopNumber = hop.Number, Holds = holds, Text = text });

    private static RoleHop Copy(RoleHop hop, TimeSpan? duration, string? externalId, int? number = null) => new()
    {
        ChainName = hop.ChainName,
        Tenant = hop.Tenant,
        Number = number ?? hop.Number,
        RoleArn = hop.RoleArn,
        SessionName = hop.SessionName,
        Duration = duration,
        ExternalId = externalId,
        SourceIdentity = hop.SourceIdentity,
        Tags = hop.Tags,
        Policy = hop.Policy,
        PolicyArns = hop.PolicyArns,
        MfaSerialNumber = hop.MfaSerialNumber,
        MfaTokenProvider = hop.MfaTokenProvider,
        ProvidedContexts = hop.ProvidedContexts,
        ProvidedContextsProvider = hop.ProvidedContextsProvider,
        Region = hop.Region,
        RequiredActions = hop.RequiredActions,
    };

    private readonly record struct Attempt(RoleSession? Session, RoleChainFailure? Kind, string Problem);
}

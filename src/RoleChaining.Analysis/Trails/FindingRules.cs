namespace RoleChaining.Trails;

/// <summary>Looks at every chain of a trail.</summary>
internal sealed class FindingRules(TrailFindingOptions options)
{
    private readonly Dictionary<(TrailFindingKind, string), TrailFinding> _findings = [];
    private readonly HashSet<(string? Caller, string Role)> _configured =
    [
        .. options.Chains.SelectMany(chain => chain.Hops.Select(
            (hop, index) => (index == 0 ? null : chain.Hops[index - 1].RoleArn.ToString(), hop.RoleArn.ToString()))),
    ];

    private readonly HashSet<string> _knownAccounts =
    [
        .. options.Iam?.Roles.Concat<IamIdentity>(options.Iam.Users).Select(identity => identity.AccountId) ?? [],
    ];

    public IReadOnlyList<TrailFinding> Find(IEnumerable<TrailPath> chains)
    {
        foreach (TrailPath chain in chains.Where(chain => chain.Hops.Count > 0 && chain.Source.Kind != TrailSourceKind.Service))
        {
            Look(chain);
        }

        return [.. _findings.Values.OrderBy(finding => finding.Kind).ThenByDescending(finding => finding.Count)];
    }

    private void Look(TrailPath chain)
    {
        int hops = chain.Hops.Count(hop => hop.RoleArn is not null);
        if (hops > options.MaxHops)
        {
            Add(TrailFindingKind.LongChain, chain, $"{chain} has {hops} hops");
        }

        LookAtSourceIdentity(chain, hops);
        LookAtPrincipals(chain);
        if (options.Chains.Count > 0)
        {
            LookAtHops(chain);
        }
    }

    // An AWS service sets no source identity, so chains that an instance or function begins have none by design at their first hop.
    private void LookAtSourceIdentity(TrailPath chain, int hops)
    {
        int set = chain.Hops.TakeWhile(hop => hop.SourceIdentity is null).Count();
        bool isOfService =
            chain.Source.Kind is TrailSourceKind.Instance or TrailSourceKind.Container or TrailSourceKind.Function or TrailSourceKind.Pod;
        if (set == chain.Hops.Count)
        {
            if (hops > (isOfService ? 1 : 0))
            {
                Add(TrailFindingKind.NoSourceIdentity, chain, $"{chain} has no source identity");
            }
        }
        else if (set > (isOfService ? 1 : 0))
        {
            Add(TrailFindingKind.LateSourceIdentity, chain, $"{chain} has a source identity from hop {set + 1} on only");
        }
    }

    private void LookAtPrincipals(TrailPath chain)
    {
        if (options.Iam is not { } iam)
        {
            return;
        }

        if (chain.Source is { Kind: TrailSourceKind.User or TrailSourceKind.Console } user
            && user.Name.Contains(":user/", StringComparison.Ordinal)
            && IsKnown(user.AccountId) && iam.FindUser(user.Name) is null)
        {
            Add(TrailFindingKind.GonePrincipal, chain, $"{user.Name} is not there any more, and assumed {chain.Hops[0].RoleArn}");
        }

        foreach ((TrailHop caller, TrailHop hop) in chain.Hops.Zip(chain.Hops.Skip(1)))
        {
            if (caller.RoleArn is { } role && IsKnown(caller.AccountId) && !IsThere(iam, caller, role))
            {
                Add(TrailFindingKind.GonePrincipal, chain, $"{role} is not there any more, and assumed {hop.RoleArn}");
            }
        }
    }

    private static bool IsThere(IamSnapshot iam, TrailHop hop, string role) =>
        iam.FindRole(role) is not null || (hop is { LacksPath: true, SessionArn: { } session } && iam.FindRoleOfSession(session) is not null);

    private bool IsKnown(string? accountId) => accountId is not null && _knownAccounts.Contains(accountId);

    // Who begins a chain is not in its configuration.
    private void LookAtHops(TrailPath chain)
    {
        string? caller = null;
        foreach (TrailHop hop in chain.Hops.Where(hop => hop.RoleArn is not null))
        {
            string role = FindConfigured(hop) ?? hop.RoleArn!;
            if (!_configured.Contains((caller, role)) && (caller is not null || !_configured.Any(pair => pair.Caller == role)))
            {
                Add(TrailFindingKind.UnknownHop, chain, $"no configured chain has {caller ?? chain.Source.ToString()} -> {role}");
            }

            caller = role;
        }
    }

    private string? FindConfigured(TrailHop hop) =>
        hop.LacksPath ? _configured.Select(pair => pair.Role).FirstOrDefault(role => TrailArn.IsOfRole(hop.SessionArn, role)) : null;

    private void Add(TrailFindingKind kind, TrailPath chain, string message)
    {
        TrailHop last = chain.Hops[^1];
        TrailFinding finding = _findings.TryGetValue((kind, message), out TrailFinding? earlier)
            ? earlier with { Count = earlier.Count + 1, Last = last.IssuedAt, AccessKeyId = last.AccessKeyId }
            : new TrailFinding(kind, message, 1, last.IssuedAt, last.IssuedAt, last.AccessKeyId);
        _findings[(kind, message)] = finding;
    }
}

using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>
/// Finds hops that can be left out, because a role later in the chain already trusts an earlier caller. Whether to do so is for people: a
/// hop may be there to be audited.
/// </summary>
internal sealed class ShortcutFinder(ChainCheck check, IamSnapshot snapshot, RoleChain chain, ChainSource source)
{
    private const string PodIdentity = "pods.eks.amazonaws.com";

    public IEnumerable<string> Find()
    {
        if (chain.Hops.Count == 0 || source.Principal is null)
        {
            yield break;
        }

        if (snapshot.FindRole(source.PrincipalArn) is { } role && Trusts(role, IamPrincipalType.Service, PodIdentity, "sts:AssumeRole"))
        {
            yield return $"{source.PrincipalArn} is a role of EKS Pod Identity, whose association may name {chain.Hops[0].RoleArn} as its "
                + "target role. Gained: the agent makes the first hop and refreshes it. Lost: what the hop itself sets, such as tags and a "
                + "source identity.";
        }

        foreach (string shortcut in chain.Hops.Count < 2 ? [] : FindHubs())
        {
            yield return shortcut;
        }
    }

    private IEnumerable<string> FindHubs()
    {
        RoleHop final = chain.Hops[^1];
        RoleHop direct = new()
        {
            Number = 1,
            RoleArn = final.RoleArn,
            SessionName = final.SessionName,
            ExternalId = final.ExternalId,
            SourceIdentity = final.SourceIdentity ?? final.InheritedSourceIdentity,
            Tags = [.. AllTags(final)],
            InheritedTagKeys = chain.Hops[0].InheritedTagKeys,
            InheritedSourceIdentity = chain.Hops[0].InheritedSourceIdentity,
            RequiredActions = final.RequiredActions,
        };
        HopCaller caller = HopCaller.First(snapshot, direct, source);
        if (check.Decide(direct, caller).Outcome == IamOutcome.Allowed)
        {
            string lifetime = caller.IsTemporary
                ? "one STS call less for each hop left out"
                : "one STS call less for each hop left out, and sessions of up to the role's own maximum, not one hour";
            yield return $"{source.PrincipalArn} may assume {final.RoleArn} directly. Gained: {lifetime}. "
                + $"Lost: the limits and the audit trail of {string.Join(" and ", chain.Hops.SkipLast(1).Select(hop => hop.RoleArn))}.";
        }

        foreach (string provider in FindProviders(final))
        {
            yield return $"{final.RoleArn} trusts {provider} too, so a web identity may assume it without a hub. "
                + "Gained: a first session of up to twelve hours. Lost: the limits and the audit trail of the hops before.";
        }
    }

    // What reached the final hop by inheritance would have to be passed.
    private IEnumerable<SessionTag> AllTags(RoleHop final) => chain.Hops
        .SkipLast(1)
        .SelectMany(hop => hop.Tags)
        .Where(tag => tag.Transitive)
        .Concat(final.Tags);

    private IEnumerable<string> FindProviders(RoleHop final) =>
        snapshot.FindRole(final.RoleArn.ToString()) is not { } role
            ? []
            : snapshot.OidcProviders
                .Where(provider => provider.AccountId == final.RoleArn.AccountId)
                .Select(provider => provider.Arn)
                .Where(provider => Trusts(role, IamPrincipalType.WebIdentity, provider, "sts:AssumeRoleWithWebIdentity"));

    /// <summary>Whether the role trusts a service or a provider, under some condition at least.</summary>
    private static bool Trusts(IamRole role, IamPrincipalType type, string name, string action) => role.Trust.Missing is null
        && IamEvaluator.Evaluate(new IamRequest
        {
            Principal = new IamPrincipal { Type = type, Arn = name, AccountId = type == IamPrincipalType.Service ? "" : role.AccountId },
            Action = action,
            Resource = role.Arn,
            Context = new IamContextValues(unknown: true),
            Identity = new IamPolicyLayer("no policies", []),
            ResourcePolicy = role.Trust,
            NeedsResourcePolicy = true,
        }).Outcome != IamOutcome.Denied;
}

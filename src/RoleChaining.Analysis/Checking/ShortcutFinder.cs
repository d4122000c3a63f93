using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>
/// Finds hops that can be left out, because a role later in the chain already trusts an earlier caller. Whether to do so is for people: a
/// hop may be there to be audited.
/// </summary>
internal sealed class ShortcutFinder(ChainCheck check, IamSnapshot snapshot, RoleChain chain, ChainSource source)
{
    public IEnumerable<string> Find()
    {
        if (chain.Hops.Count < 2 || source.Principal is null)
        {
            yield break;
        }

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

    private List<string> FindProviders(RoleHop final)
    {
        List<string> providers = [];
        IamRole? role = snapshot.FindRole(final.RoleArn.ToString());
        foreach (IamOidcProvider provider in snapshot.OidcProviders.Where(provider => provider.AccountId == final.RoleArn.AccountId))
        {
            IamDecision decision = IamEvaluator.Evaluate(new IamRequest
            {
                Principal = new IamPrincipal
                {
                    Type = IamPrincipalType.WebIdentity,
                    Arn = provider.Arn,
                    AccountId = provider.AccountId,
                },
                Action = "sts:AssumeRoleWithWebIdentity",
                Resource = final.RoleArn.ToString(),
                Context = new IamContextValues(unknown: true),
                Identity = new IamPolicyLayer("no policies", []),
                ResourcePolicy = role?.Trust,
                NeedsResourcePolicy = true,
            });
            if (role is not null && decision.Outcome != IamOutcome.Denied)
            {
                providers.Add(provider.Arn);
            }
        }

        return providers;
    }
}

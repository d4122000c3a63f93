using RoleChaining.Diagnostics;
using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>Decides each action of each hop, on both sides.</summary>
internal sealed class ChainCheck(IamSnapshot snapshot, RoleChain chain, ChainSource source, ChainCheckOptions options)
{
    public ChainVerdict Run()
    {
        List<HopVerdict> hops = [];
        HopCaller? caller = null;
        foreach (RoleHop hop in chain.Hops)
        {
            caller = caller is null
                ? HopCaller.First(snapshot, hop, source)
                : HopCaller.After(snapshot, chain.Hops[hop.Number - 2], caller);
            hops.Add(Decide(hop, caller));
        }

        return new ChainVerdict(hops, [.. FindNotes()], [.. new ShortcutFinder(this, snapshot, chain, source).Find()]);
    }

    /// <summary>The verdict on a hop that this caller makes.</summary>
    public HopVerdict Decide(RoleHop hop, HopCaller caller)
    {
        ActionVerdict[] actions = [.. hop.RequiredActions.Select(action => Decide(hop, caller, action))];
        return new HopVerdict(hop, caller.Principal.Arn, actions, [.. FindProblems(hop, caller)], [.. FindMissing(hop, caller)]);
    }

    private ActionVerdict Decide(RoleHop hop, HopCaller caller, string action)
    {
        IamDecision decision = Evaluate(hop, caller, action, InheritedTags.Readings[0]);
        bool depends = hop.InheritedTagKeys.Count > 0 && InheritedTags.Readings.Any(
            reading => Evaluate(hop, caller, action, reading).Outcome != decision.Outcome);
        decision = depends ? Evaluate(hop, caller, action, InheritedTags.Unknown) : decision;
        return new ActionVerdict(action, decision, [.. MissingStatements.Find(hop, caller, action, decision)]);
    }

    private IamDecision Evaluate(RoleHop hop, HopCaller caller, string action, InheritedTags reading)
    {
        IamDecision decision = Evaluate(hop, caller, action, reading, withTrust: true);
        bool needsOwn = action == HopStatements.SetSourceIdentity
            && caller.Principal.Type == IamPrincipalType.AssumedRole
            && caller.Principal.AccountId == hop.RoleArn.AccountId;

        // In a chain both sides must allow it, in one account too:
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
        return decision.IsAllowed && needsOwn ? Evaluate(hop, caller, action, reading, withTrust: false) : decision;
    }

    private IamDecision Evaluate(RoleHop hop, HopCaller caller, string action, InheritedTags reading, bool withTrust)
    {
        string role = hop.RoleArn.ToString();
        string principal = caller.Principal.PrincipalArn;
        return IamEvaluator.Evaluate(new IamRequest
        {
            Principal = caller.Principal,
            Action = action,
            Resource = role,
            ResourceAccountId = hop.RoleArn.AccountId,
            Context = new HopContext(snapshot, chain, hop, caller, options, reading),
            Identity = caller.Identity?.Policies
                ?? new IamPolicyLayer($"the policies of {principal}", [], $"{principal} (in no file)"),
            Boundary = caller.Identity?.Boundary,
            Session = caller.Session,
            ResourcePolicy = !withTrust
                ? null
                : snapshot.FindRole(role)?.Trust
                    ?? new IamPolicyLayer($"the trust policy of {role}", [], DescribeMissing(hop.RoleArn)),
            NeedsResourcePolicy = withTrust,
            ServiceControl = snapshot.FindServiceControl(caller.Principal.AccountId),
            ResourceControl = snapshot.FindResourceControl(hop.RoleArn.AccountId),
        });
    }

    /// <summary>The accounts of the chain that an organization is not known to have, nor not to have.</summary>
    private IEnumerable<string> FindStrangers() => !snapshot.HasServiceControl && !snapshot.HasResourceControl
        ? []
        : chain.Hops.Select(hop => hop.RoleArn.AccountId)
            .Prepend(source.AccountId!)
            .Distinct()
            .Where(account => !snapshot.IsInOrganization(account) && !snapshot.IsOutsideOrganization(account));

    // A plan that is given with the wrong account has the role, under another ARN.
    private string DescribeMissing(RoleArn role) => snapshot.Roles.FirstOrDefault(other => other.Name == role.Name) is { } namesake
        ? $"{role} (in no file, but {namesake} is in {namesake.Origin})"
        : $"{role} (in no file)";

    private IEnumerable<string> FindProblems(RoleHop hop, HopCaller caller)
    {
        if (CallerRules.Find(caller.Principal, hop.RoleArn) is { } problem)
        {
            yield return problem;
        }

        if (snapshot.FindRole(hop.RoleArn.ToString()) is { MaxSessionDuration: { } longest } && hop.Duration > longest)
        {
            yield return $"The hop asks for a session of {hop.Duration}, and the longest of {hop.RoleArn} is {longest}.";
        }

        if (caller.IsTemporary && hop.Duration > TimeSpan.FromHours(1))
        {
            yield return $"The hop asks for a session of {hop.Duration}, and a chained session lasts one hour at most.";
        }
    }

    // Every role's longest session is an hour at least, and a chained session lasts an hour at most.
    private IEnumerable<string> FindMissing(RoleHop hop, HopCaller caller) =>
        !caller.IsTemporary && hop.Duration > MaxSession.Default
            && snapshot.FindRole(hop.RoleArn.ToString())?.MaxSessionDuration is null
                ? [$"the longest session of {hop.RoleArn}"]
                : [];

    private IEnumerable<string> FindNotes()
    {
        if (!snapshot.HasServiceControl)
        {
            yield return "No service control policies are given, so none are evaluated.";
        }

        if (!snapshot.HasResourceControl)
        {
            yield return "No resource control policies are given, so none are evaluated.";
        }

        foreach (string account in FindStrangers())
        {
            yield return $"{account} is in no organization of the files, so no control policies bind it here.";
        }

        foreach (string note in snapshot.Notes)
        {
            yield return note;
        }
    }
}

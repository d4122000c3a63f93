using RoleChaining.Matching;

namespace RoleChaining.Paths;

/// <summary>Finds who may assume a role, by its trust policy and by the policies of those whom it names.</summary>
/// <param name="snapshot">What is known.</param>
/// <param name="asked">Who is looked for, if it is one: it may be in no file, so that no account and no <c>*</c> stands for it.</param>
internal sealed class CallerFinder(IamSnapshot snapshot, Candidate? asked)
{
    private const string AssumeRole = "sts:AssumeRole";
    private const string WithWebIdentity = "sts:AssumeRoleWithWebIdentity";
    private const string WithSaml = "sts:AssumeRoleWithSAML";

    private readonly CallerIndex _index = new(snapshot);
    private readonly Dictionary<string, IReadOnlyList<RolePathHop>> _found = new(StringComparer.Ordinal);

    public Candidate? Asked => asked;

    public bool Knows(string accountId) => _index.Knows(accountId);

    public IReadOnlyList<RolePathHop> Find(IamRole role)
    {
        if (!_found.TryGetValue(role.Arn, out IReadOnlyList<RolePathHop>? hops))
        {
            Candidate[] others = asked is null ? [] : [asked];
            hops = role.Trust.Missing is { } missing
                ? [new RolePathHop("?", role.Arn, AssumeRole, IamOutcome.Unknown, [missing]), .. DecideAll(role, others)]
                : DecideAll(role, FindCandidates(role).Concat(others));
            _found[role.Arn] = hops;
        }

        return hops;
    }

    private RolePathHop[] DecideAll(IamRole role, IEnumerable<Candidate> candidates)
    {
        // Partitions do not trust each other: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
        string partition = PolicyArn.TryParse(role.Arn, out PolicyArn? arn) ? $"arn:{arn.Partition}:" : "";
        return [.. candidates
            .Where(candidate => !candidate.Name.StartsWith("arn:", StringComparison.Ordinal)
                || candidate.Name.StartsWith(partition, StringComparison.Ordinal))
            .DistinctBy(candidate => (candidate.Name, candidate.Principal?.Arn))
            .Select(candidate => Decide(role, candidate))
            .OfType<RolePathHop>()
            .DistinctBy(hop => hop.Caller)
            .OrderBy(hop => hop.Caller, StringComparer.Ordinal)];
    }

    private IEnumerable<Candidate> FindCandidates(IamRole role)
    {
        IEnumerable<PrincipalElement> principals = role.Trust.Policies
            .SelectMany(policy => policy.Statements)
            .Where(statement => statement.Effect == IamEffect.Allow)
            .Select(statement => statement.Principals)
            .OfType<PrincipalElement>();
        foreach (PrincipalElement element in principals)
        {
            foreach (string service in element.Services)
            {
                yield return new Candidate(service, Other(IamPrincipalType.Service, service, ""), null);
            }

            foreach (string provider in element.Federated)
            {
                yield return new Candidate(provider, Other(IamPrincipalType.WebIdentity, provider, role.AccountId), null);
            }

            foreach (Candidate candidate in (element.IsEveryone ? element.Aws.Append("*") : element.Aws).SelectMany(
                principal => FindAws(principal, role)))
            {
                yield return candidate;
            }
        }
    }

    private IEnumerable<Candidate> FindAws(string principal, IamRole role)
    {
        if (principal == "*")
        {
            // Within the role's account, everybody needs no policy of one's own.
            return _index.Accounts.SelectMany(_index.FindCallers)
                .Concat(_index.FindAll(role.AccountId))
                .Select(Known)
                .Append(new Candidate("*", null, null));
        }

        if (!PolicyArn.TryParse(principal, out PolicyArn? arn))
        {
            // Else it is the id of what was deleted. An account alone is one of the role's partition: no other can assume the role.
            return PolicyArn.IsAccountId(principal) && PolicyArn.TryParse(role.Arn, out PolicyArn? own)
                ? FindAccount(own.Partition, principal)
                : [];
        }

        return arn is { Service: "iam", Resource: "root" }
            ? FindAccount(arn.Partition, arn.AccountId)
            : FindNamed(principal, arn) is { } named ? [named] : [];
    }

    private IEnumerable<Candidate> FindAccount(string partition, string account) => _index.Knows(account)
        ? _index.FindCallers(account).Select(Known)
        : [new Candidate(PolicyArn.Root(partition, account), null, null)];

    private Candidate? FindNamed(string principal, PolicyArn arn)
    {
        // A role that makes no such session may not call, so the name is a condition and not who calls.
        IamIdentity? identity = arn.Service == "sts"
            ? _index.FindRoleOfSession(arn)
            : snapshot.FindUser(principal) ?? (IamIdentity?)snapshot.FindRole(principal);
        return identity is not null ? Known(identity)
            : IamPrincipal.Find(principal) is { } stranger && stranger.MayAssumeRoles ? new Candidate(principal, stranger, null)
            : null;
    }

    private static Candidate Known(IamIdentity identity) => new(identity.Arn, IamPrincipal.Parse(identity.Arn), identity);

    private static IamPrincipal Other(IamPrincipalType type, string name, string account) =>
        new() { Type = type, Arn = name, AccountId = account };

    /// <summary>Null where the candidate may not assume the role.</summary>
    private RolePathHop? Decide(IamRole role, Candidate candidate)
    {
        if (candidate.Principal is not { } principal)
        {
            string[] conditions = ["the policies of the caller, which are in no file", .. FindConditions(role, AssumeRole, null, null)];
            return new RolePathHop(candidate.Name, role.Arn, AssumeRole, IamOutcome.Unknown, conditions);
        }

        string action = principal.Type != IamPrincipalType.WebIdentity ? AssumeRole
            : candidate.Name.Contains(":saml-provider/", StringComparison.Ordinal) ? WithSaml : WithWebIdentity;
        PathContext context = new(snapshot, principal, candidate.Identity, role);
        IamDecision decision = IamEvaluator.Evaluate(new IamRequest
        {
            Principal = principal,
            Action = action,
            Resource = role.Arn,
            ResourceAccountId = role.AccountId,
            Context = context,
            Identity = candidate.Identity?.Policies
                ?? new IamPolicyLayer($"the policies of {candidate.Name}", [], $"the policies of {candidate.Name}"),
            Boundary = candidate.Identity?.Boundary,
            ResourcePolicy = role.Trust,
            NeedsResourcePolicy = true,
            ServiceControl = snapshot.FindServiceControl(principal.AccountId),
            ResourceControl = snapshot.FindResourceControl(role.AccountId),
        });
        if (decision.Outcome == IamOutcome.Denied)
        {
            return null;
        }

        string[] reasons = decision.IsAllowed ? [] : [.. FindReasons(role, action, principal, context, decision)];
        return new RolePathHop(candidate.Name, role.Arn, action, decision.Outcome, reasons);
    }

    private static IEnumerable<string> FindReasons(
        IamRole role, string action, IamPrincipal principal, PathContext context, IamDecision decision)
    {
        string[] conditions = [.. FindConditions(role, action, principal, context)];
        IEnumerable<string> others = decision.Layers
            .Where(layer => layer.Binds && layer.Outcome == IamOutcome.Unknown)
            .SelectMany(layer => layer.Missing.Where(missing => layer.Kind != IamPolicyKind.Trust
                || missing == role.Trust.Missing
                || missing == principal.Missing)) // its conditions are told in their own words
            .SelectMany(missing => missing == principal.Missing && principal.HasUnknownSession
                ? FindSessionNames(role, action, principal)
                : [missing]);
        return conditions.Concat(others).DefaultIfEmpty("something that is not known of the call").Distinct();
    }

    private static IEnumerable<string> FindConditions(IamRole role, string action, IamPrincipal? principal, PathContext? context) =>
        FindStatements(role, action, principal)
            .SelectMany(statement => statement.Conditions.Select(condition => (statement, condition)))
            .Where(found => context is null || found.condition.Holds(context) == Truth.Unknown)
            .Select(found => $"{Not(found.statement)}{Describe(found.condition)}")
            .Distinct();

    private static IEnumerable<string> FindSessionNames(IamRole role, string action, IamPrincipal principal) =>
        from statement in FindStatements(role, action, principal)
        let names = string.Join(" or ", statement.Principals!.FindSessionNames(principal))
        where names.Length > 0
        select $"{Not(statement)}the session name {names}";

    private static IEnumerable<IamStatement> FindStatements(IamRole role, string action, IamPrincipal? principal) => role.Trust.Policies
        .SelectMany(policy => policy.Statements)
        .Where(statement => statement.CoversAction(action)
            && (principal is null || statement.Principals?.Match(principal, hasBoundary: false).Best > PrincipalMatch.None));

    private static string Not(IamStatement statement) => statement.Effect == IamEffect.Deny ? "not " : "";

    private static string Describe(Condition condition) =>
        condition.Key.Equals("sts:ExternalId", StringComparison.OrdinalIgnoreCase) ? "the external id" : condition.ToString();
}

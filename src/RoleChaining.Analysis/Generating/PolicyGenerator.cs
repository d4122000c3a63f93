using RoleChaining.Diagnostics;

namespace RoleChaining.Generating;

/// <summary>
/// The statements that a hop needs on both sides, and not one more. All conditions are on <c>sts:AssumeRole</c>, which every call needs:
/// AWS lists their keys for that action, and not all of them for the others. See
/// <see href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html">the actions and
/// condition keys of STS</see>.
/// </summary>
internal static class PolicyGenerator
{
    public static HopPolicies Generate(RoleHop hop, ChainSource caller, ChainPolicyOptions options)
    {
        bool sameAccount = caller.AccountId == hop.RoleArn.AccountId;
        bool trustsAccount = options.TrustAccounts && caller.AccountId is not null;
        string principal = trustsAccount ? $"arn:{caller.Partition}:iam::{caller.AccountId}:root" : caller.PrincipalArn;
        IReadOnlyList<HopStatement> trust = HopStatements.ForTrust(hop, principal, hop.RequiredActions);
        List<PolicyCondition> conditions = [.. Conditions(hop)];
        if (trustsAccount)
        {
            conditions.Add(new PolicyCondition("ArnEquals", "aws:PrincipalArn", [caller.PrincipalArn]));
        }

        if (options.OrganizationId is { } organization && !sameAccount)
        {
            conditions.Add(new PolicyCondition("StringEquals", "aws:PrincipalOrgID", [organization]));
        }

        string[] allowed = [.. CallerActions(hop, caller, needsAll: !sameAccount || trustsAccount)];
        HopStatement allow = HopStatements.ForCaller(hop, allowed);
        return new HopPolicies(
            hop,
            caller.PrincipalArn,
            Split(trust, conditions),
            allowed.Length > 0
                ? [new PolicyStatement($"Assume{Sid(hop.RoleArn.Name)}", null, allow.Actions, allow.Resource, [])]
                : []);
    }

    // Within one account a trust policy that names the caller is enough, but for the source identity in a chain.
    private static IEnumerable<string> CallerActions(RoleHop hop, ChainSource caller, bool needsAll) => needsAll
        ? hop.RequiredActions
        : hop.RequiredActions.Where(action => action == HopStatements.SetSourceIdentity && !caller.IsUser);

    private static IEnumerable<PolicyCondition> Conditions(RoleHop hop)
    {
        if (hop.ExternalId is { } externalId)
        {
            yield return new PolicyCondition("StringEquals", "sts:ExternalId", [externalId], $"hop_{hop.Number}_external_id");
        }

        if (hop.SessionName != RoleChainDefaults.SessionName)
        {
            yield return new PolicyCondition("StringEquals", "sts:RoleSessionName", [hop.SessionName]);
        }

        if ((hop.SourceIdentity ?? hop.InheritedSourceIdentity) is { } sourceIdentity)
        {
            yield return new PolicyCondition("StringEquals", "sts:SourceIdentity", [sourceIdentity]);
        }

        foreach (SessionTag tag in hop.Tags)
        {
            yield return new PolicyCondition("StringEquals", $"aws:RequestTag/{tag.Key}", [tag.Value]);
        }

        // AWS does not say whether inherited tags count as passed. The lists hold under both readings.
        string[] tagKeys = [.. hop.Tags.Select(tag => tag.Key), .. hop.InheritedTagKeys];
        if (tagKeys.Length > 0)
        {
            yield return new PolicyCondition("ForAllValues:StringEquals", "aws:TagKeys", tagKeys);
        }

        // Where all tags that may be passed are to be inherited, the list of aws:TagKeys says already which keys may be.
        string[] transitive = [.. hop.Tags.Where(tag => tag.Transitive).Select(tag => tag.Key), .. hop.InheritedTagKeys];
        if (transitive.Length > 0 && hop.Tags.Any(tag => !tag.Transitive))
        {
            yield return new PolicyCondition("ForAllValues:StringEquals", "sts:TransitiveTagKeys", transitive);
        }
        else if (hop.Tags.Count > 0 && transitive.Length > 0)
        {
            yield return new PolicyCondition("ForAnyValue:StringEquals", "sts:TransitiveTagKeys", [transitive[0]]);
        }

        if (hop.MfaSerialNumber is not null)
        {
            yield return new PolicyCondition("Bool", "aws:MultiFactorAuthPresent", ["true"]);
        }
    }

    // A statement of its own for the conditions, where there are any and other actions too.
    private static List<PolicyStatement> Split(IReadOnlyList<HopStatement> statements, List<PolicyCondition> conditions)
    {
        string principal = statements[0].Principal!;
        string[] actions = [.. statements.SelectMany(statement => statement.Actions)];
        if (conditions.Count == 0 || actions.Length == 1)
        {
            return [new PolicyStatement("AllowHop", principal, actions, null, conditions)];
        }

        return
        [
            new PolicyStatement("AllowHop", principal, [actions[0]], null, conditions),
            new PolicyStatement("AllowWhatTheHopPasses", principal, actions[1..], null, []),
        ];
    }

    /// <summary>Letters and digits, as a Sid must be.</summary>
    private static string Sid(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit));
}

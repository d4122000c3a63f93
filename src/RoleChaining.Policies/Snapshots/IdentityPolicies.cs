namespace RoleChaining.Snapshots;

/// <summary>Finds the policies of one identity: inline ones, attached ones, and those of groups.</summary>
internal sealed class IdentityPolicies(
    IamIdentityBuilder identity,
    IReadOnlyDictionary<string, IamIdentityBuilder> groups,
    ManagedPolicies managed)
{
    public IamPolicyLayer CreateLayer(string arn)
    {
        List<IamPolicy> policies = [];
        List<string> missing = [.. identity.Missing];
        if (identity is { Origin: null, ListedIn: { } file })
        {
            missing.Add($"the policies of {arn} ({file} has a role's trust policy alone)");
        }

        Add(identity, policies, missing);
        foreach (string groupArn in identity.GroupArns.Order(StringComparer.Ordinal))
        {
            if (groups.TryGetValue(groupArn, out IamIdentityBuilder? group))
            {
                missing.AddRange(group.Missing);
                Add(group, policies, missing);
            }
            else
            {
                missing.Add($"the group {groupArn}");
            }
        }

        return new IamPolicyLayer($"the policies of {arn}", policies, Join(missing));
    }

    public IamPolicyLayer? CreateBoundary(string arn)
    {
        if (identity.BoundaryArn is not { } boundary)
        {
            return null;
        }

        PolicyText text = managed.Find(boundary);
        string name = $"the permissions boundary of {arn}";
        return text.Read() is { } policy ? new IamPolicyLayer(name, [policy]) : new IamPolicyLayer(name, [], text.Missing);
    }

    private void Add(IamIdentityBuilder owner, List<IamPolicy> policies, List<string> missing)
    {
        IEnumerable<PolicyText> inline = owner.InlinePolicies
            .OrderBy(policy => policy.Key, StringComparer.Ordinal)
            .Select(policy => new PolicyText(policy.Value, IamPolicyKind.Identity, $"the policy {policy.Key} of {owner.Arn}"));
        IEnumerable<PolicyText> attached = owner.PolicyArns.Order(StringComparer.Ordinal).Select(managed.Find);
        foreach (PolicyText text in inline.Concat(attached))
        {
            if (text.Read() is { } policy)
            {
                policies.Add(policy);
            }
            else
            {
                missing.Add(text.Missing!);
            }
        }
    }

    private static string? Join(List<string> missing) => missing.Count == 0 ? null : string.Join(", ", missing.Distinct());
}

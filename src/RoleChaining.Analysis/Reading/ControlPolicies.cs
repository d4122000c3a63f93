namespace RoleChaining.Reading;

/// <summary>The control policies of one type, or of both types where it is not known which.</summary>
internal sealed class ControlPolicies
{
    private readonly IamOrganizationBuilder _organization;
    private readonly IDictionary<string, IamDocument>[] _policies;

    public ControlPolicies(IamOrganizationBuilder organization, string? type)
    {
        _organization = organization;
        _policies = type switch
        {
            null => [organization.ServiceControlPolicies, organization.ResourceControlPolicies],
            "SERVICE_CONTROL_POLICY" => [organization.ServiceControlPolicies],
            "RESOURCE_CONTROL_POLICY" => [organization.ResourceControlPolicies],
            _ => [],
        };
    }

    /// <summary>Whether the type is one that says nothing of permissions.</summary>
    public bool IsEmpty => _policies.Length == 0;

    public void Add(string id, IamDocument content)
    {
        foreach (IDictionary<string, IamDocument> policies in _policies)
        {
            policies[id] = content;
        }
    }

    /// <summary>Adds a policy that is not known to a target, or to every root where the target is not known either.</summary>
    /// <param name="missing">What is not known, as a noun.</param>
    /// <param name="target">The id of an account, a unit or the root; null where it may be any.</param>
    public void AddDoubt(string missing, string? target)
    {
        Add(missing, IamDocument.Unknown(missing));

        // What is attached to a root binds all accounts. Above an account whose root is not known, something is missing anyway.
        string[] targets = target is not null ? [target] : [.. _organization.Parents.Values
            .Concat(_organization.Attachments.Keys)
            .Where(id => id.StartsWith("r-", StringComparison.Ordinal))
            .Distinct()];
        foreach (string id in targets)
        {
            _organization.Attach(missing, id);
        }
    }
}

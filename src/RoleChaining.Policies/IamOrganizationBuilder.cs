namespace RoleChaining;

/// <summary>
/// What is known of an organization: its tree, and the service and resource control policies that are attached to it. Not thread-safe. See
/// <see href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html">policies of AWS Organizations</see>.
/// </summary>
public sealed class IamOrganizationBuilder
{
    internal IamOrganizationBuilder()
    {
    }

    /// <summary>Such as <c>o-a1b2c3d4e5</c>.</summary>
    /// <exception cref="FormatException">Another one is set already: a snapshot has one organization.</exception>
    public string? Id
    {
        get;
        set => field = field is null || value is null || field == value
            ? value
            : throw new FormatException($"The files have two organizations, {field} and {value}; a snapshot has one, so give the files of one.");
    }

    /// <summary>The account that no control policy binds.</summary>
    public string? ManagementAccountId { get; set; }

    /// <summary>The parent of each account and unit, by their ids. What has a parent is in the organization.</summary>
    public IDictionary<string, string> Parents { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The ids of all accounts. While it is empty, an account that is named nowhere may be in the organization or not.</summary>
    public ISet<string> AccountIds { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The service control policies by id.</summary>
    public IDictionary<string, IamDocument> ServiceControlPolicies { get; } = new Dictionary<string, IamDocument>(StringComparer.Ordinal);

    /// <summary>The resource control policies by id.</summary>
    public IDictionary<string, IamDocument> ResourceControlPolicies { get; } = new Dictionary<string, IamDocument>(StringComparer.Ordinal);

    /// <summary>The ids of the policies that are attached, by the id of the account, unit or root.</summary>
    public IDictionary<string, ISet<string>> Attachments { get; } = new Dictionary<string, ISet<string>>(StringComparer.Ordinal);

    /// <summary>Attaches a policy.</summary>
    /// <param name="policyId">Such as <c>p-FullAWSAccess</c>.</param>
    /// <param name="targetId">The id of an account, a unit or the root.</param>
    public void Attach(string policyId, string targetId)
    {
        ArgumentException.ThrowIfNullOrEmpty(policyId);
        ArgumentException.ThrowIfNullOrEmpty(targetId);
        if (!Attachments.TryGetValue(targetId, out ISet<string>? attached))
        {
            Attachments[targetId] = attached = new HashSet<string>(StringComparer.Ordinal);
        }

        attached.Add(policyId);
    }
}

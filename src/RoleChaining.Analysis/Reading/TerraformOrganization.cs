namespace RoleChaining.Reading;

/// <summary>Adds the resources of AWS Organizations. A policy that is not made yet is known by its address and its file.</summary>
internal sealed class TerraformOrganization(IamOrganizationBuilder organization, TerraformReferences references, AccountFinder accounts)
{
    public void Add(TerraformResource resource)
    {
        string? id = resource.Text("id");
        switch (resource.Type)
        {
            case "aws_organizations_organization":
                organization.Id = id ?? organization.Id;
                organization.ManagementAccountId = resource.Text("master_account_id") ?? organization.ManagementAccountId;
                break;
            case "aws_organizations_account" or "aws_organizations_organizational_unit":
                AddParent(resource, id);
                break;
            case "aws_organizations_policy":
                AddPolicy(resource);
                break;
            case "aws_organizations_policy_attachment":
                Attach(resource);
                break;
        }
    }

    private void AddParent(TerraformResource resource, string? id)
    {
        if (id is not null && resource.Text("parent_id") is { } parent)
        {
            organization.Parents[id] = parent;
        }
        else if (id is null)
        {
            accounts.Note($"{resource} has no id yet, so its place in the organization is not known.");
        }
    }

    private void AddPolicy(TerraformResource resource)
    {
        IamDocument content = resource.IsUnknown("type") ? Later($"type of {resource}")
            : resource.Text("content") is { } text ? new IamDocument(text)
            : Later($"content of {resource}");
        Policies(resource).Add(Key(resource), content);
    }

    // Two plans may have policies of one address.
    private string Key(TerraformResource policy) => policy.Text("id") ?? $"{policy.Address} in {accounts.File}";

    // AWS takes a policy without a type for a service control policy.
    private ControlPolicies Policies(TerraformResource policy) =>
        new(organization, policy.IsUnknown("type") ? null : policy.Text("type") ?? "SERVICE_CONTROL_POLICY");

    private IamDocument Later(string what) => IamDocument.Unknown($"{what} in {accounts.File} (known only after the plan is applied)");

    private void Attach(TerraformResource resource)
    {
        string? target = resource.Text("target_id");
        TerraformResource? made = references.FindOne(resource, "policy_id") is { Type: "aws_organizations_policy" } only ? only : null;
        if (made is not null && Policies(made).IsEmpty)
        {
            return; // one of tags or backups
        }

        string? policy = resource.Text("policy_id") ?? (made is null ? null : Key(made));
        if (policy is not null && target is not null)
        {
            organization.Attach(policy, target);
            return;
        }

        accounts.Note($"{resource} attaches a policy to what is known only after the plan is applied.");
        if (target is null && IsNew(references.Find(resource, "target_id", out bool isComplete), isComplete))
        {
            return;
        }

        string missing = $"what {resource} attaches in {accounts.File} (known only after the plan is applied)";
        (made is null ? new ControlPolicies(organization, FindType(policy)) : Policies(made)).AddDoubt(missing, target);
    }

    // A new account or unit has nothing in it that is in the snapshot.
    private static bool IsNew(IReadOnlyList<TerraformResource> targets, bool isComplete) => isComplete && targets.All(
        target => target.Type is "aws_organizations_account" or "aws_organizations_organizational_unit" && target.Text("id") is null);

    private string? FindType(string? policy) => policy is null ? null
        : organization.ServiceControlPolicies.ContainsKey(policy) ? "SERVICE_CONTROL_POLICY"
        : organization.ResourceControlPolicies.ContainsKey(policy) ? "RESOURCE_CONTROL_POLICY"
        : null;
}

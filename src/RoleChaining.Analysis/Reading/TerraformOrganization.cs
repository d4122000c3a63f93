namespace RoleChaining.Reading;

/// <summary>Adds the resources of AWS Organizations. A policy that is not made yet is known by its address.</summary>
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
                AddPolicy(resource, id ?? resource.Address);
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

    private void AddPolicy(TerraformResource resource, string id)
    {
        IDictionary<string, IamDocument>? policies = resource.Text("type") switch
        {
            null or "SERVICE_CONTROL_POLICY" => organization.ServiceControlPolicies,
            "RESOURCE_CONTROL_POLICY" => organization.ResourceControlPolicies,
            _ => null,
        };
        if (policies is not null)
        {
            policies[id] = resource.Text("content") is { } content
                ? new IamDocument(content)
                : IamDocument.Unknown($"content of {resource} in {accounts.File} (known only after the plan is applied)");
        }
    }

    private void Attach(TerraformResource resource)
    {
        string? policy = resource.Text("policy_id") ?? references.FindOne(resource, "policy_id")?.Address;
        if (!string.IsNullOrEmpty(policy) && resource.Text("target_id") is { } target)
        {
            organization.Attach(policy, target);
        }
        else
        {
            accounts.Note($"{resource} attaches a policy to what is known only after the plan is applied.");
        }
    }
}

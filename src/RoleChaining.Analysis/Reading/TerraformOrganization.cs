namespace RoleChaining.Reading;

/// <summary>Adds the resources of AWS Organizations whose ids are known.</summary>
internal static class TerraformOrganization
{
    public static void Add(IamOrganizationBuilder organization, TerraformResource resource)
    {
        string? id = resource.Text("id");
        switch (resource.Type)
        {
            case "aws_organizations_organization":
                organization.Id = id ?? organization.Id;
                organization.ManagementAccountId = resource.Text("master_account_id") ?? organization.ManagementAccountId;
                break;
            case "aws_organizations_account" or "aws_organizations_organizational_unit" when id is not null:
                if (resource.Text("parent_id") is { } parent)
                {
                    organization.Parents[id] = parent;
                }

                break;
            case "aws_organizations_policy" when id is not null && resource.Text("content") is { } content:
                if (resource.Text("type") is null or "SERVICE_CONTROL_POLICY")
                {
                    organization.ServiceControlPolicies[id] = new IamDocument(content);
                }
                else if (resource.Text("type") == "RESOURCE_CONTROL_POLICY")
                {
                    organization.ResourceControlPolicies[id] = new IamDocument(content);
                }

                break;
            case "aws_organizations_policy_attachment":
                if (resource.Text("policy_id") is { } policy && resource.Text("target_id") is { } target)
                {
                    organization.Attach(policy, target);
                }

                break;
        }
    }
}

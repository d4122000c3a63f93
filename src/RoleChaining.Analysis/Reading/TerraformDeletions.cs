namespace RoleChaining.Reading;

/// <summary>Takes out of a snapshot what a plan deletes.</summary>
internal sealed class TerraformDeletions(IamSnapshotBuilder builder, TerraformAccounts owners, AccountFinder accounts)
{
    public void RemoveNamed(IEnumerable<TerraformResource> deleted)
    {
        foreach (TerraformResource resource in deleted)
        {
            if (resource is { Mode: "managed", Type: "aws_iam_role" or "aws_iam_user" or "aws_iam_group" or "aws_iam_policy" }
                && resource.Text("arn") is { Length: > 0 } arn)
            {
                builder.Remove(arn);
            }
        }
    }

    public void RemoveParts(IEnumerable<TerraformResource> deleted)
    {
        foreach (TerraformResource resource in deleted)
        {
            switch (resource.Type)
            {
                case "aws_iam_role_policy" or "aws_iam_role_policy_attachment":
                    Remove(resource, builder.Roles, resource.Text("role"));
                    break;
                case "aws_iam_user_policy" or "aws_iam_user_policy_attachment":
                    Remove(resource, builder.Users, resource.Text("user"));
                    break;
                case "aws_iam_group_policy" or "aws_iam_group_policy_attachment":
                    Remove(resource, builder.Groups, resource.Text("group"));
                    break;
                case "aws_iam_policy_attachment":
                    resource.Texts("roles").ToList().ForEach(role => Remove(resource, builder.Roles, role));
                    resource.Texts("users").ToList().ForEach(user => Remove(resource, builder.Users, user));
                    resource.Texts("groups").ToList().ForEach(group => Remove(resource, builder.Groups, group));
                    break;
                case "aws_iam_user_group_membership":
                    Leave(resource, resource.Text("user"), resource.Texts("groups"));
                    break;
                case "aws_iam_group_membership" when resource.Text("group") is { } group:
                    resource.Texts("users").ToList().ForEach(user => Leave(resource, user, [group]));
                    break;
                case "aws_organizations_policy" when resource.Text("id") is { } id:
                    builder.Organization.ServiceControlPolicies.Remove(id);
                    builder.Organization.ResourceControlPolicies.Remove(id);
                    break;
                case "aws_organizations_policy_attachment" when resource.Text("policy_id") is { } policy
                    && builder.Organization.Attachments.TryGetValue(resource.Text("target_id") ?? "", out ISet<string>? attached):
                    attached.Remove(policy);
                    break;
            }
        }
    }

    // A part has the name of its owner, without the path and the account.
    private IamIdentityBuilder[] Find(TerraformResource part, IEnumerable<IamIdentityBuilder> identities, string? owner)
    {
        string? account = owners.Find(part);
        return [.. identities.Where(identity => identity.Arn.EndsWith($"/{owner}", StringComparison.Ordinal)
            && (account is null || identity.Arn.Contains($"::{account}:", StringComparison.Ordinal)))];
    }

    private void Leave(TerraformResource part, string? name, IReadOnlyList<string> groups)
    {
        IamIdentityBuilder[] found = Find(part, builder.Users, name);
        foreach (IamIdentityBuilder user in found)
        {
            string[] left = [.. user.GroupArns.Where(arn => groups.Contains(arn[(arn.LastIndexOf('/') + 1)..]))];
            if (found.Length > 1 && left.Length > 0)
            {
                AddDoubt(user, part);
                continue;
            }

            user.GroupArns.ExceptWith(left);
        }
    }

    private void AddDoubt(IamIdentityBuilder identity, TerraformResource part) =>
        identity.Missing.Add($"the account in which {accounts.File} deletes {part}");

    private void Remove(TerraformResource part, IEnumerable<IamIdentityBuilder> identities, string? owner)
    {
        IamIdentityBuilder[] found = Find(part, identities, owner);
        string policy = part.Type.EndsWith("_attachment", StringComparison.Ordinal) ? "" : part.Text("name") ?? "";
        string arn = part.Text("policy_arn") ?? "";
        foreach (IamIdentityBuilder identity in found.Where(
            identity => identity.PolicyArns.Contains(arn) || identity.InlinePolicies.ContainsKey(policy)))
        {
            if (found.Length > 1)
            {
                AddDoubt(identity, part);
                continue;
            }

            identity.InlinePolicies.Remove(policy);
            identity.PolicyArns.Remove(arn);
        }
    }
}

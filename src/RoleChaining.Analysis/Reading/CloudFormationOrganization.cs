using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>Adds the control policies of a template. Their ids are made up later, so each is known by its logical id and its file.</summary>
internal sealed class CloudFormationOrganization(IamOrganizationBuilder organization, CloudFormationStack stack, AccountFinder accounts)
{
    public void Add(string id, CloudFormationProperties properties, IamDocument content)
    {
        string key = $"{id} in {accounts.File}";
        string? type = stack.FindText(properties["Type"]);
        ControlPolicies policies = new(organization, type);
        if (policies.IsEmpty)
        {
            return; // one of tags or backups
        }

        if (type is null)
        {
            accounts.Note($"the type of {id} is known only after the deployment.");
        }

        policies.Add(key, type is null ? IamDocument.Unknown($"the type of {key} (known only after the deployment)") : content);
        List<JsonNode> targets = stack.FindItems(properties["TargetIds"], out bool areKnown);
        foreach (JsonNode target in targets)
        {
            if (stack.FindText(target) is { Length: > 0 } targetId)
            {
                organization.Attach(key, targetId);
            }
            else
            {
                areKnown = false;
            }
        }

        if (!areKnown)
        {
            accounts.Note($"{id} is attached to what is known only after the deployment.");
            policies.AddDoubt($"what {key} is attached to (known only after the deployment)", target: null);
        }
    }
}

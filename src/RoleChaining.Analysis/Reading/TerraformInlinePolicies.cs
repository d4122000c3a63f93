using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>Adds the inline policies that stand in a role itself.</summary>
internal sealed class TerraformInlinePolicies(TerraformConfiguration configuration, AccountFinder accounts)
{
    private const string Attribute = "inline_policy";

    public void Add(IamIdentityBuilder identity, TerraformResource role)
    {
        JsonObject[] blocks = [.. role.Objects(Attribute)];
        foreach (JsonObject block in blocks)
        {
            // A block with empty texts says that there is none.
            if (block["name"]?.ToString() is { Length: > 0 } name)
            {
                identity.InlinePolicies[name] = block["policy"]?.ToString() is { } text
                    ? new IamDocument(text)
                    : IamDocument.Unknown(Later($"the inline policy {name} of {role}"));
            }
        }

        if (role.IsUnknown(Attribute) && HasNameless(role, blocks))
        {
            identity.Missing.Add(Later($"an inline policy of {role}"));
        }
    }

    // Where the configuration does not set them, a new role has none, though the provider says that they are not known.
    private bool HasNameless(TerraformResource role, JsonObject[] blocks) =>
        blocks.Length == 0 ? configuration.Sets(role, Attribute) : Array.Exists(blocks, block => block["name"] is null);

    private string Later(string what) => $"{what} in {accounts.File} (known only after the plan is applied)";
}

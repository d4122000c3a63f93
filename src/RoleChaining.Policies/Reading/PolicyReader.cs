using System.Text.Json;

namespace RoleChaining.Reading;

/// <summary>
/// Reads a policy, finding everything that AWS refuses in it. See the
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">grammar</see>.
/// </summary>
internal sealed class PolicyReader(IamPolicyKind kind, PolicyIssues issues)
{
    private bool _variables;

    /// <summary>Null where there are errors.</summary>
    public IamPolicy? Read(string text, string name)
    {
        JsonValue? root = JsonTextReader.Read(text, issues);
        if (root is null)
        {
            return null;
        }

        if (root.Kind != JsonValueKind.Object)
        {
            issues.Error(root.Position, "A policy is a JSON object.");
            return null;
        }

        Dictionary<string, JsonMember> elements = Elements(root, "policy", ["Version", "Id", "Statement"]);
        string? version = elements.TryGetValue("Version", out JsonMember? given) ? ReadVersion(given.Value) : null;
        _variables = version == "2012-10-17";
        if (elements.TryGetValue("Id", out JsonMember? id))
        {
            Text(id);
        }

        List<IamStatement> statements = [];
        if (!elements.TryGetValue("Statement", out JsonMember? statement)
            || statement.Value.Kind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            issues.Error(root.Position, "A policy needs a Statement: an object, or a list of objects.");
        }
        else
        {
            StatementReader reader = new(kind, _variables, issues);
            IReadOnlyList<JsonValue> items = statement.Value.Kind == JsonValueKind.Array ? statement.Value.Items : [statement.Value];
            statements = [.. items.Select((item, index) => reader.Read(item, index + 1)).OfType<IamStatement>()];
            CheckTwins(statements, items);
        }

        return issues.HasErrors
            ? null
            : new IamPolicy(name, text, kind, version, statements, [.. issues.Sorted().Where(issue => !issue.IsError)]);
    }

    /// <summary>Whether IAM stores the policy, and not another service.</summary>
    public static bool IsOfIam(IamPolicyKind kind) =>
        kind is IamPolicyKind.Identity or IamPolicyKind.Trust or IamPolicyKind.PermissionsBoundary;

    /// <summary>The members of an object by name. Names that are unknown or there twice are errors.</summary>
    public static Dictionary<string, JsonMember> Elements(JsonValue value, string what, string[] known, PolicyIssues issues)
    {
        Dictionary<string, JsonMember> elements = new(StringComparer.Ordinal);
        foreach (JsonMember member in value.Members)
        {
            if (!known.Contains(member.Name, StringComparer.Ordinal))
            {
                string? meant = known.FirstOrDefault(name => name.Equals(member.Name, StringComparison.OrdinalIgnoreCase));
                issues.Error(
                    member.Position,
                    $"A {what} has no element '{member.Name}'; {(meant is null ? $"it may have {string.Join(", ", known)}" : $"write {meant}")}.");
            }
            else if (!elements.TryAdd(member.Name, member))
            {
                issues.Error(member.Position, $"The {what} has two elements '{member.Name}'.");
            }
        }

        return elements;
    }

    private Dictionary<string, JsonMember> Elements(JsonValue value, string what, string[] known) => Elements(value, what, known, issues);

    private string? ReadVersion(JsonValue version)
    {
        if (version is { Kind: JsonValueKind.String, Text: "2012-10-17" or "2008-10-17" })
        {
            return version.Text;
        }

        issues.Error(version.Position, "A policy's Version is \"2012-10-17\" or \"2008-10-17\".");
        return null;
    }

    private void Text(JsonMember member)
    {
        if (member.Value.Kind != JsonValueKind.String)
        {
            issues.Error(member.Value.Position, $"'{member.Name}' is a string.");
        }
    }

    private void CheckTwins(List<IamStatement> statements, IReadOnlyList<JsonValue> items)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (IamStatement twin in statements.Where(statement => !string.IsNullOrEmpty(statement.Sid) && !ids.Add(statement.Sid)))
        {
            TextPosition position = items[twin.Index - 1].Position;
            if (IsOfIam(kind))
            {
                issues.Error(position, $"Two statements have the Sid '{twin.Sid}'; give each its own.");
            }
            else
            {
                issues.Warn(position, $"Two statements have the Sid '{twin.Sid}'. Some services refuse that; give each its own.");
            }
        }
    }
}

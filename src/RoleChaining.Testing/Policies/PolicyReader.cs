using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>Reads the parts of a policy, refusing what IAM refuses.</summary>
internal static class PolicyReader
{
    public static string Text(JsonProperty property) => property.Value.ValueKind == JsonValueKind.String
        ? property.Value.GetString()!
        : throw new FormatException($"'{property.Name}' is a string.");

    public static PolicyStatement Statement(JsonElement element, PolicyKind kind, bool variables, int number)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("A statement is a JSON object.");
        string name = $"statement {number}";
        string? effect = null, actionElement = null, resourceElement = null;
        IReadOnlyList<PolicyPattern> actions = [], resources = [];
        PolicyPrincipals? principals = null;
        IReadOnlyList<PolicyCondition> conditions = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!seen.Add(property.Name))
                throw new FormatException($"A statement has two elements '{property.Name}'.");
            switch (property.Name)
            {
                case "Sid":
                    name = $"statement '{Text(property)}'";
                    break;
                case "Effect":
                    effect = Text(property);
                    break;
                case "Action" or "NotAction" when actionElement is null:
                    actionElement = property.Name;
                    actions = [.. Strings(property).Select(Action)];
                    break;
                case "Resource" or "NotResource" when resourceElement is null && kind == PolicyKind.Identity:
                    resourceElement = property.Name;
                    resources = [.. Strings(property).Select(text => Resource(text, variables))];
                    break;
                case "Principal" when kind == PolicyKind.Trust:
                    principals = Principals(property.Value);
                    break;
                case "Condition":
                    conditions = Conditions(property.Value, variables);
                    break;
                default:
                    throw new FormatException(
                        $"A {(kind == PolicyKind.Trust ? "trust" : "permission")} policy's statement cannot have '{property.Name}' here.");
            }
        }

        if (effect is not ("Allow" or "Deny"))
            throw new FormatException("A statement's Effect is Allow or Deny.");
        if (actions.Count == 0)
            throw new FormatException("A statement needs an Action or NotAction.");
        if (kind == PolicyKind.Trust && principals is null)
            throw new FormatException("A trust policy's statement needs a Principal.");
        if (kind == PolicyKind.Identity && resourceElement is null)
            throw new FormatException("A permission policy's statement needs a Resource or NotResource.");
        return new()
        {
            Name = name,
            IsDeny = effect == "Deny",
            Actions = actions,
            ExceptActions = actionElement == "NotAction",
            Resources = resources,
            ExceptResources = resourceElement == "NotResource",
            Principals = principals,
            Conditions = conditions,
        };
    }

    private static PolicyPattern Action(string text) => text == "*" || text.IndexOf(':', StringComparison.Ordinal) > 0
        ? new(text, variables: false)
        : throw new FormatException($"'{text}' is not an action: it has a service prefix, as in sts:AssumeRole.");

    private static PolicyPattern Resource(string text, bool variables) =>
        text == "*" || text.StartsWith("arn:", StringComparison.Ordinal) || text.StartsWith('*')
            ? new(text, variables)
            : throw new FormatException($"'{text}' is not a resource: it is an ARN or *.");

    private static PolicyPrincipals Principals(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String && element.GetString() == "*")
            return new() { Everyone = true };
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("A Principal is \"*\" or an object of AWS, Service and Federated.");
        IReadOnlyList<string> aws = [], services = [], federated = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "AWS":
                    aws = Strings(property);
                    break;
                case "Service":
                    services = Strings(property);
                    break;
                case "Federated":
                    federated = Strings(property);
                    break;
                default:
                    throw new FormatException($"A trust policy's Principal cannot have '{property.Name}'.");
            }
        }

        foreach (string principal in aws)
        {
            if (principal != "*" && !Arn.IsAccountId(principal) && !IsPrincipalArn(principal))
                throw new FormatException($"Invalid principal in policy: \"AWS\":\"{principal}\"");
        }

        return new() { Aws = aws, Services = services, Federated = federated };
    }

    // A principal is named whole: IAM takes no wildcard inside it.
    private static bool IsPrincipalArn(string text) =>
        Arn.TryParse(text, out Arn? arn)
        && Arn.IsAccountId(arn.AccountId)
        && !text.Contains('*', StringComparison.Ordinal)
        && (arn.Service is "iam" or "sts")
        && (arn.Resource == "root" || arn.Resource.Contains('/', StringComparison.Ordinal));

    private static List<PolicyCondition> Conditions(JsonElement element, bool variables)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("A Condition is an object of operators.");
        List<PolicyCondition> conditions = [];
        foreach (JsonProperty entry in element.EnumerateObject())
        {
            string name = entry.Name;
            SetQuantifier quantifier = SetQuantifier.None;
            foreach (SetQuantifier candidate in (SetQuantifier[])[SetQuantifier.ForAllValues, SetQuantifier.ForAnyValue])
            {
                string prefix = candidate + ":";
                if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    quantifier = candidate;
                    name = name[prefix.Length..];
                }
            }

            bool ifExists = name.EndsWith("IfExists", StringComparison.OrdinalIgnoreCase);
            ConditionOperator @operator = ConditionOperator.Find(ifExists ? name[..^"IfExists".Length] : name)
                ?? throw new FormatException($"There is no condition operator '{entry.Name}'.");
            if (entry.Value.ValueKind != JsonValueKind.Object)
                throw new FormatException($"'{entry.Name}' is an object of condition keys.");
            foreach (JsonProperty key in entry.Value.EnumerateObject())
            {
                List<PolicyPattern> values = [.. Strings(key, scalars: true).Select(text => new PolicyPattern(text, variables, @operator.Wildcards))];
                conditions.Add(new(@operator, quantifier, ifExists, key.Name, values));
            }
        }

        return conditions;
    }

    private static List<string> Strings(JsonProperty property, bool scalars = false)
    {
        if (property.Value.ValueKind != JsonValueKind.Array)
            return [One(property.Value)];
        List<string> texts = [.. property.Value.EnumerateArray().Select(One)];
        return texts;

        string One(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.True when scalars => "true",
            JsonValueKind.False when scalars => "false",
            JsonValueKind.Number when scalars => element.GetRawText(),
            _ => throw new FormatException($"'{property.Name}' is a string or a list of strings."),
        };
    }
}

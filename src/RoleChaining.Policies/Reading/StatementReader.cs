using System.Text.Json;
using RoleChaining.Matching;

namespace RoleChaining.Reading;

/// <summary>Reads one statement.</summary>
internal sealed class StatementReader(IamPolicyKind kind, bool variables, PolicyIssues issues)
{
    private const int ArnParts = 6;

    private bool HasPrincipals => kind is IamPolicyKind.Trust or IamPolicyKind.Resource or IamPolicyKind.ResourceControl;

    private bool HasResources => kind != IamPolicyKind.Trust;

    private string[] Known =>
    [
        "Sid", "Effect", "Action", "NotAction", "Condition",
        .. HasResources ? (string[])["Resource", "NotResource"] : [],
        .. HasPrincipals ? (string[])["Principal"] : [],
        .. kind == IamPolicyKind.Resource ? (string[])["NotPrincipal"] : [],
    ];

    /// <summary>Null where it cannot be read.</summary>
    public IamStatement? Read(JsonValue value, int index)
    {
        if (value.Kind != JsonValueKind.Object)
        {
            issues.Error(value.Position, "A statement is a JSON object.");
            return null;
        }

        Dictionary<string, JsonMember> elements = PolicyReader.Elements(value, "statement of this kind of policy", Known, issues);
        IamEffect? effect = ReadEffect(value, elements);
        (JsonMember? actions, bool exceptActions) = OneOf(elements, value, "Action", "NotAction", isNeeded: true);
        (JsonMember? resources, bool exceptResources) = HasResources
            ? OneOf(elements, value, "Resource", "NotResource", isNeeded: true)
            : default;
        PrincipalElement? principals = HasPrincipals ? ReadPrincipals(value, elements) : null;
        List<Condition> conditions = elements.TryGetValue("Condition", out JsonMember? condition)
            ? new ConditionReader(kind, variables, issues).Read(condition.Value)
            : [];
        string? sid = elements.TryGetValue("Sid", out JsonMember? named) ? ReadSid(named) : null;
        IReadOnlyList<Pattern> actionPatterns = actions is null ? [] : [.. ReadTexts(actions, issues).Select(ReadAction)];
        IReadOnlyList<Pattern> resourcePatterns = resources is null ? [] : [.. ReadTexts(resources, issues).Select(ReadResource)];
        if (effect is null || actions is null)
        {
            return null;
        }

        if (kind == IamPolicyKind.ResourceControl && exceptActions)
        {
            issues.Error(actions.Position, "A resource control policy has no NotAction.");
        }

        return new IamStatement
        {
            Index = index,
            Line = value.Position.Line,
            Sid = sid,
            Effect = effect.Value,
            Actions = actionPatterns,
            ExceptActions = exceptActions,
            Resources = resourcePatterns,
            HasResources = resources is not null,
            ExceptResources = exceptResources,
            Principals = principals,
            Conditions = conditions,
        };
    }

    /// <summary>A string, or a list of strings.</summary>
    public static IEnumerable<JsonValue> ReadTexts(JsonMember member, PolicyIssues issues, bool scalars = false)
    {
        IReadOnlyList<JsonValue> items = member.Value.Kind == JsonValueKind.Array ? member.Value.Items : [member.Value];
        foreach (JsonValue item in items)
        {
            if (item.Kind == JsonValueKind.String
                || (scalars && item.Kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            {
                yield return item;
            }
            else
            {
                issues.Error(item.Position, $"'{member.Name}' is a string or a list of strings.");
            }
        }
    }

    private IamEffect? ReadEffect(JsonValue statement, Dictionary<string, JsonMember> elements)
    {
        IamEffect? effect = elements.GetValueOrDefault("Effect")?.Value switch
        {
            { Kind: JsonValueKind.String, Text: "Allow" } => IamEffect.Allow,
            { Kind: JsonValueKind.String, Text: "Deny" } => IamEffect.Deny,
            _ => null,
        };
        if (effect is null)
        {
            issues.Error(
                elements.GetValueOrDefault("Effect")?.Position ?? statement.Position, "A statement's Effect is \"Allow\" or \"Deny\".");
        }

        return effect;
    }

    private (JsonMember? Member, bool IsNegated) OneOf(
        Dictionary<string, JsonMember> elements, JsonValue statement, string name, string negated, bool isNeeded)
    {
        JsonMember? positive = elements.GetValueOrDefault(name);
        JsonMember? negative = elements.GetValueOrDefault(negated);
        if (positive is null && negative is null && isNeeded)
        {
            issues.Error(statement.Position, $"The statement needs {name} or {negated}.");
        }
        else if (positive is not null && negative is not null)
        {
            issues.Error(negative.Position, $"The statement has {name} and {negated}; remove one of them.");
        }

        JsonMember? member = positive ?? negative;
        if (member?.Value is { Kind: JsonValueKind.Array, Items.Count: 0 } && isNeeded && name == "Action")
        {
            issues.Error(member.Position, $"'{member.Name}' is empty.");
        }

        return (member, positive is null);
    }

    // Other services take more, such as blanks: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
    private string? ReadSid(JsonMember member)
    {
        string? sid = OneText(member);
        if (sid is not null && PolicyReader.IsOfIam(kind) && !sid.All(char.IsAsciiLetterOrDigit))
        {
            issues.Error(member.Value.Position, $"The Sid '{sid}' may have letters and digits alone.");
        }

        return sid;
    }

    private string? OneText(JsonMember member)
    {
        if (member.Value.Kind == JsonValueKind.String)
        {
            return member.Value.Text;
        }

        issues.Error(member.Value.Position, $"'{member.Name}' is a string.");
        return null;
    }

    private Pattern ReadAction(JsonValue value)
    {
        if (value.Text != "*" && value.Text.IndexOf(':', StringComparison.Ordinal) <= 0)
        {
            issues.Error(value.Position, $"'{value.Text}' is not an action: it has a service prefix, as in sts:AssumeRole.");
        }
        else if (value.Text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not (':' or '*' or '?' or '-' or '_')))
        {
            issues.Warn(value.Position, $"'{value.Text}' is the name of no action that AWS could have, so it matches none.");
        }

        return new Pattern(value.Text, variables: false);
    }

    private Pattern ReadResource(JsonValue value)
    {
        if (value.Text != "*" && !value.Text.StartsWith("arn:", StringComparison.Ordinal) && !value.Text.StartsWith('*'))
        {
            issues.Error(value.Position, $"'{value.Text}' is not a resource: it is an ARN or *.");
        }

        return new Pattern(CompleteArn(value), variables, isResource: true);
    }

    // AWS completes an ARN that lacks parts. A star goes on over the parts that follow it, so that nothing is missing there.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    private string CompleteArn(JsonValue value)
    {
        int missing = value.Text.StartsWith("arn:", StringComparison.Ordinal) && !value.Text.Contains('*', StringComparison.Ordinal)
            ? ArnParts - value.Text.Split(':').Length
            : 0;
        if (missing <= 0)
        {
            return value.Text;
        }

        string complete = value.Text + string.Concat(Enumerable.Repeat(":*", missing));
        issues.Warn(value.Position, $"'{value.Text}' has not the {ArnParts} parts of an ARN, so AWS takes it for '{complete}'.");
        return complete;
    }

    private PrincipalElement? ReadPrincipals(JsonValue statement, Dictionary<string, JsonMember> elements)
    {
        (JsonMember? member, bool excepts) = kind == IamPolicyKind.Resource
            ? OneOf(elements, statement, "Principal", "NotPrincipal", isNeeded: false)
            : (elements.GetValueOrDefault("Principal"), false);
        if (member is null)
        {
            // Some services store it.
            if (kind == IamPolicyKind.Resource)
            {
                issues.Warn(statement.Position, "The statement has no Principal, so it matches nobody.");
            }
            else
            {
                issues.Error(statement.Position, "The statement needs a Principal.");
            }

            return null;
        }

        return new PrincipalReader(kind, issues).Read(member, excepts);
    }
}

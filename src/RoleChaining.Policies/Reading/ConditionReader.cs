using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using RoleChaining.Matching;

namespace RoleChaining.Reading;

/// <summary>Reads the conditions of a statement.</summary>
internal sealed class ConditionReader(IamPolicyKind kind, bool variables, PolicyIssues issues)
{
    private const string IfExists = "IfExists";

    public List<Condition> Read(JsonValue value)
    {
        List<Condition> conditions = [];
        if (value.Kind != JsonValueKind.Object)
        {
            issues.Error(value.Position, "A Condition is an object of operators.");
            return conditions;
        }

        CheckTwins(value, "Condition");
        foreach (JsonMember entry in value.Members)
        {
            string name = entry.Name;
            SetOperator set = TakeSet(ref name);
            bool ifExists = name.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase);
            ConditionOperator? found = ConditionOperator.Find(ifExists ? name[..^IfExists.Length] : name);
            if (found is null || (ifExists && found.Family == ConditionFamily.Null))
            {
                issues.Error(entry.Position, $"There is no condition operator '{entry.Name}'.");
            }
            else if (entry.Value.Kind != JsonValueKind.Object)
            {
                issues.Error(entry.Value.Position, $"'{entry.Name}' is an object of condition keys.");
            }
            else
            {
                CheckTwins(entry.Value, entry.Name);
                conditions.AddRange(
                    entry.Value.Members.Select(key => new Condition(found, set, ifExists, key.Name, ReadValues(found, key))));
            }
        }

        return conditions;
    }

    // Operators and keys ignore case, so names that differ in it alone are twins.
    private void CheckTwins(JsonValue value, string what)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonMember twin in value.Members.Where(member => !names.Add(member.Name)))
        {
            issues.Error(twin.Position, $"The {what} has two elements '{twin.Name}'.");
        }
    }

    private static SetOperator TakeSet(ref string name)
    {
        foreach (SetOperator set in (SetOperator[])[SetOperator.ForAllValues, SetOperator.ForAnyValue])
        {
            string prefix = $"{set}:";
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                name = name[prefix.Length..];
                return set;
            }
        }

        return SetOperator.None;
    }

    private List<Pattern> ReadValues(ConditionOperator @operator, JsonMember key)
    {
        List<Pattern> values = [];
        foreach (JsonValue value in StatementReader.ReadTexts(key, issues, scalars: true))
        {
            Pattern pattern = new(value.Text, variables && @operator.HasVariables, @operator.HasWildcards);
            if (!pattern.HasVariables && !IsStorable(@operator.Family, value.Text))
            {
                Report(value, @operator);
            }

            values.Add(pattern);
        }

        return values;
    }

    // STS takes in a session policy what IAM does not store, except for wrong base64.
    private void Report(JsonValue value, ConditionOperator @operator)
    {
        string message = $"'{value.Text}' is no value for {@operator.Name}: it is {Expected(@operator.Family)}.";
        if (kind == IamPolicyKind.Session && @operator.Family != ConditionFamily.Binary)
        {
            issues.Warn(value.Position, message);
        }
        else
        {
            issues.Error(value.Position, message);
        }
    }

    private static bool IsStorable(ConditionFamily family, string text) => family switch
    {
        ConditionFamily.Number => NumberText.Parse(text) is not null,
        ConditionFamily.Date => DateText.Parse(text) is not null,
        ConditionFamily.Binary => Base64.IsValid(Encoding.UTF8.GetBytes(text)),
        ConditionFamily.Ip => IpText.IsStorable(text),
        ConditionFamily.Arn =>
            text == "*" || (text.Split(':').Length >= 6 && (text.StartsWith("arn:", StringComparison.Ordinal) || text[0] == '*')),
        _ => true,
    };

    private static string Expected(ConditionFamily family) => family switch
    {
        ConditionFamily.Number => "an integer or a decimal number",
        ConditionFamily.Date => "a date of ISO 8601, or seconds since 1970",
        ConditionFamily.Binary => "base64",
        ConditionFamily.Ip => "an IP address, or a range without host bits such as 192.0.2.0/24",
        _ => "an ARN, in which * and ? may stand for parts",
    };
}

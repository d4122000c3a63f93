namespace RoleChaining.Testing;

/// <summary>One operator on one key: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html</summary>
internal sealed class PolicyCondition(
    ConditionOperator @operator, SetQuantifier quantifier, bool ifExists, string key, IReadOnlyList<PolicyPattern> values)
{
    public bool Holds(RequestContext context)
    {
        IReadOnlyList<string>? actual = context.Find(key);
        if (@operator.Name == "Null")
            return values.Any(value => string.Equals(value.Text, actual is null ? "true" : "false", StringComparison.OrdinalIgnoreCase));
        if (actual is null or [])
        {
            return ifExists || quantifier switch
            {
                SetQuantifier.ForAllValues => true,
                SetQuantifier.ForAnyValue => false,
                _ => @operator.Negated,
            };
        }

        return quantifier switch
        {
            SetQuantifier.ForAllValues => actual.All(value => Matches(value, context) != @operator.Negated),
            SetQuantifier.ForAnyValue => actual.Any(value => Matches(value, context) != @operator.Negated),
            _ => actual.Any(value => Matches(value, context)) != @operator.Negated,
        };
    }

    private bool Matches(string actual, RequestContext context)
    {
        foreach (PolicyPattern value in values)
        {
            if (@operator.Matches(actual, value, context))
                return true;
        }

        return false;
    }
}

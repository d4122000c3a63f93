namespace RoleChaining.Matching;

/// <summary>
/// One operator on one key. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html">the Condition element</see>.
/// </summary>
internal sealed class Condition(ConditionOperator @operator, SetOperator set, bool ifExists, string key, IReadOnlyList<Pattern> values)
{
    public string Key => key;

    public ConditionOperator Operator => @operator;

    public SetOperator Set => set;

    public bool IfExists => ifExists;

    public IReadOnlyList<Pattern> Values => values;

    public Truth Holds(IamContext context)
    {
        IamContextValue actual = context.Find(key);
        if (actual.IsUnknown)
        {
            return Truth.Unknown;
        }

        if (@operator.Family == ConditionFamily.Null)
        {
            return values.Any(value => ConditionOperator.IsTrue(value.Text) != actual.IsPresent).ToTruth();
        }

        if (!actual.IsPresent)
        {
            // IfExists does not help ForAnyValue: without a value there is none that could match.
            return set switch
            {
                SetOperator.ForAllValues => Truth.True,
                SetOperator.ForAnyValue => Truth.False,
                _ => (ifExists || @operator.IsNegated).ToTruth(),
            };
        }

        return set switch
        {
            SetOperator.ForAllValues => actual.Values.Aggregate(Truth.True, (all, value) => all.And(Matches(value, context))),
            SetOperator.ForAnyValue => actual.Values.Aggregate(Truth.False, (any, value) => any.Or(Matches(value, context))),
            _ when actual.IsList => Truth.False,
            _ => Matches(actual.Values[0], context),
        };
    }

    /// <summary>As in a policy: <c>StringEquals aws:PrincipalAccount "a" or "b"</c>. An external id is not shown.</summary>
    public override string ToString()
    {
        string prefix = set == SetOperator.None ? "" : $"{set}:";
        if (key.Equals("sts:ExternalId", StringComparison.OrdinalIgnoreCase))
        {
            return $"{prefix}{@operator.Name}{(ifExists ? "IfExists" : "")} {key} (not shown)";
        }

        return $"{prefix}{@operator.Name}{(ifExists ? "IfExists" : "")} {key} {string.Join(" or ", values.Select(value => $"\"{value.Text}\""))}";
    }

    // In the order of the list, up to the first match: what cannot be decided before it ends the search.
    private Truth Matches(string actual, IamContext context)
    {
        if (!@operator.IsComparable(actual))
        {
            return Truth.False;
        }

        Truth matches = Truth.False;
        foreach (Pattern value in values)
        {
            matches = @operator.Matches(actual, value, context);
            if (matches is Truth.True or Truth.Undecidable)
            {
                break;
            }

            if (matches == Truth.Unknown)
            {
                return Truth.Unknown;
            }
        }

        return @operator.IsNegated ? matches.Not() : matches;
    }
}

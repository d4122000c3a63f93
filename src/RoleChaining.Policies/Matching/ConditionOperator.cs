namespace RoleChaining.Matching;

/// <summary>
/// An operator of conditions. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IAM's operators</see>.
/// </summary>
internal sealed class ConditionOperator
{
    private delegate Truth Comparison(string actual, Pattern wanted, IamContext context);

    private static readonly Dictionary<string, ConditionOperator> Known = Create();

    private readonly Comparison _matches;
    private readonly Func<string, bool>? _isValid;

    private ConditionOperator(
        string name, ConditionFamily family, bool isNegated, bool hasWildcards, Comparison matches, Func<string, bool>? isValid)
    {
        Name = name;
        Family = family;
        IsNegated = isNegated;
        HasWildcards = hasWildcards;
        _matches = matches;
        _isValid = isValid;
    }

    public string Name { get; }

    public ConditionFamily Family { get; }

    /// <summary>A negated operator holds when no value matches, and when the key is absent.</summary>
    public bool IsNegated { get; }

    public bool HasWildcards { get; }

    /// <summary>The operators whose values are filled in with policy variables.</summary>
    public bool HasVariables => Family is ConditionFamily.String or ConditionFamily.Arn;

    public static ConditionOperator? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Whether a value of the request can be compared. Neither the operator nor its negation holds for one that cannot.</summary>
    public bool IsComparable(string actual) => _isValid is null || _isValid(actual);

    public Truth Matches(string actual, Pattern wanted, IamContext context) => _matches(actual, wanted, context);

    private static Dictionary<string, ConditionOperator> Create()
    {
        Dictionary<string, ConditionOperator> known = new(StringComparer.OrdinalIgnoreCase);
        Pair(
            "StringEquals",
            "StringNotEquals",
            ConditionFamily.String,
            false,
            static (actual, wanted, context) => wanted.Matches(actual, context));
        Pair(
            "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", ConditionFamily.String, false,
            static (actual, wanted, context) => wanted.Matches(actual, context, ignoreCase: true));
        Pair(
            "StringLike",
            "StringNotLike",
            ConditionFamily.String,
            true,
            static (actual, wanted, context) => wanted.Matches(actual, context));
        Pair(
            "ArnEquals",
            "ArnNotEquals",
            ConditionFamily.Arn,
            true,
            static (actual, wanted, context) => wanted.MatchesArn(actual, context),
            IsArn);
        Pair(
            "ArnLike",
            "ArnNotLike",
            ConditionFamily.Arn,
            true,
            static (actual, wanted, context) => wanted.MatchesArn(actual, context),
            IsArn);
        Pair(
            "IpAddress", "NotIpAddress", ConditionFamily.Ip, false,
            static (actual, wanted, _) => IpText.Contains(wanted.Text, IpText.ParseAddress(actual)!).ToTruth(),
            static actual => IpText.ParseAddress(actual) is not null);
        Pair("NumericEquals", "NumericNotEquals", ConditionFamily.Number, false, Number(static order => order == 0));
        Pair("DateEquals", "DateNotEquals", ConditionFamily.Date, false, Date(static order => order == 0));
        foreach ((string name, Func<int, bool> holds) in new (string, Func<int, bool>)[]
        {
            ("LessThan", static order => order < 0),
            ("LessThanEquals", static order => order <= 0),
            ("GreaterThan", static order => order > 0),
            ("GreaterThanEquals", static order => order >= 0),
        })
        {
            One($"Numeric{name}", ConditionFamily.Number, Number(holds));
            One($"Date{name}", ConditionFamily.Date, Date(holds));
        }

        One("Bool", ConditionFamily.Bool, static (actual, wanted, _) => (IsTrue(actual) == IsTrue(wanted.Text)).ToTruth());
        One(
            "BinaryEquals",
            ConditionFamily.Binary,
            static (actual, wanted, _) => string.Equals(actual, wanted.Text, StringComparison.Ordinal).ToTruth());
        One("Null", ConditionFamily.Null, static (_, _, _) => Truth.False);
        return known;

        void One(string name, ConditionFamily family, Comparison matches) =>
            known.Add(name, new ConditionOperator(name, family, isNegated: false, hasWildcards: false, matches, isValid: null));

        void Pair(
            string positive,
            string negative,
            ConditionFamily family,
            bool wildcards,
            Comparison matches,
            Func<string, bool>? isValid = null)
        {
            known.Add(positive, new ConditionOperator(positive, family, isNegated: false, wildcards, matches, isValid));
            known.Add(negative, new ConditionOperator(negative, family, isNegated: true, wildcards, matches, isValid));
        }
    }

    /// <summary>Any other text than "true" is false.</summary>
    public static bool IsTrue(string text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    private static bool IsArn(string text) => PolicyArn.TryParse(text, out _);

    private static Comparison Number(Func<int, bool> holds) => (actual, wanted, _) =>
        (NumberText.Parse(actual) is { } left && NumberText.Parse(wanted.Text) is { } right && holds(left.CompareTo(right))).ToTruth();

    private static Comparison Date(Func<int, bool> holds) => (actual, wanted, _) =>
        (DateText.Parse(actual) is { } left && DateText.Parse(wanted.Text) is { } right && holds(left.CompareTo(right))).ToTruth();
}

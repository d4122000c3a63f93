using System.Globalization;
using System.Net;

namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html</summary>
internal sealed class ConditionOperator
{
    private static readonly Dictionary<string, ConditionOperator> Known = Build();

    private readonly Func<string, PolicyPattern, RequestContext, bool> _matches;

    private ConditionOperator(string name, bool negated, bool wildcards, Func<string, PolicyPattern, RequestContext, bool> matches)
    {
        Name = name;
        Negated = negated;
        Wildcards = wildcards;
        _matches = matches;
    }

    public string Name { get; }

    /// <summary>A negated operator is true when no value matches, and when the key is absent.</summary>
    public bool Negated { get; }

    public bool Wildcards { get; }

    public static ConditionOperator? Find(string name) => Known.GetValueOrDefault(name);

    public bool Matches(string actual, PolicyPattern wanted, RequestContext context) => _matches(actual, wanted, context);

    private static Dictionary<string, ConditionOperator> Build()
    {
        Dictionary<string, ConditionOperator> known = new(StringComparer.OrdinalIgnoreCase);
        Pair("StringEquals", "StringNotEquals", false, static (actual, wanted, context) => wanted.Matches(actual, context));
        Pair(
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            false,
            static (actual, wanted, context) => wanted.Matches(actual, context, ignoreCase: true));
        Pair("StringLike", "StringNotLike", true, static (actual, wanted, context) => wanted.Matches(actual, context));
        Pair("ArnEquals", "ArnNotEquals", true, static (actual, wanted, context) => wanted.MatchesArn(actual, context));
        Pair("ArnLike", "ArnNotLike", true, static (actual, wanted, context) => wanted.MatchesArn(actual, context));
        Pair("IpAddress", "NotIpAddress", false, static (actual, wanted, _) => InNetwork(actual, wanted.Text));
        Pair("NumericEquals", "NumericNotEquals", false, Numeric(static order => order == 0));
        Pair("DateEquals", "DateNotEquals", false, Date(static order => order == 0));
        One("NumericLessThan", Numeric(static order => order < 0));
        One("NumericLessThanEquals", Numeric(static order => order <= 0));
        One("NumericGreaterThan", Numeric(static order => order > 0));
        One("NumericGreaterThanEquals", Numeric(static order => order >= 0));
        One("DateLessThan", Date(static order => order < 0));
        One("DateLessThanEquals", Date(static order => order <= 0));
        One("DateGreaterThan", Date(static order => order > 0));
        One("DateGreaterThanEquals", Date(static order => order >= 0));
        One("Bool", static (actual, wanted, _) => string.Equals(actual, wanted.Text, StringComparison.OrdinalIgnoreCase));
        One("BinaryEquals", static (actual, wanted, _) => string.Equals(actual, wanted.Text, StringComparison.Ordinal));
        One("Null", static (_, _, _) => false);
        return known;

        void One(string name, Func<string, PolicyPattern, RequestContext, bool> matches) =>
            known.Add(name, new(name, negated: false, wildcards: false, matches));

        void Pair(string positive, string negative, bool wildcards, Func<string, PolicyPattern, RequestContext, bool> matches)
        {
            known.Add(positive, new(positive, negated: false, wildcards, matches));
            known.Add(negative, new(negative, negated: true, wildcards, matches));
        }
    }

    private static Func<string, PolicyPattern, RequestContext, bool> Numeric(Func<int, bool> holds) => (actual, wanted, _) =>
        decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal left)
        && decimal.TryParse(wanted.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal right)
        && holds(left.CompareTo(right));

    private static Func<string, PolicyPattern, RequestContext, bool> Date(Func<int, bool> holds) => (actual, wanted, _) =>
        TryDate(actual, out DateTimeOffset left) && TryDate(wanted.Text, out DateTimeOffset right) && holds(left.CompareTo(right));

    // A date is ISO 8601 or, as in aws:EpochTime, seconds since 1970.
    private static bool TryDate(string text, out DateTimeOffset date)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= 253402300799)
        {
            date = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);
    }

    private static bool InNetwork(string actual, string network)
    {
        if (!IPAddress.TryParse(actual, out IPAddress? address))
            return false;
        if (IPAddress.TryParse(network, out IPAddress? single))
            return address.Equals(single);
        return IPNetwork.TryParse(network, out IPNetwork range) && range.Contains(address);
    }
}

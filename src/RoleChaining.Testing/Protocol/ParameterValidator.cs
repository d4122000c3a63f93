using System.Buffers;
using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>Collects what a request's parameters break and says it as AWS does, all at once.</summary>
internal sealed class ParameterValidator
{
    private readonly List<(string Member, string? Value, string Rule, bool Secret)> _errors = [];

    public string Required(string member, string? value)
    {
        if (value is null)
        {
            _errors.Add((member, null, "Member must not be null", false));
        }

        return value ?? string.Empty;
    }

    public void Text(string member, string? value, int min, int max, string pattern, SearchValues<char> allowed, bool secret = false) =>
        Text(member, value, min, max, pattern, text => !text.AsSpan().ContainsAnyExcept(allowed), secret);

    public void Text(string member, string? value, int min, int max, string pattern, Func<string, bool> allowed, bool secret = false)
    {
        if (value is null)
        {
            return;
        }

        if (value.Length < min)
        {
            Add(member, value, $"Member must have length greater than or equal to {min}", secret);
        }

        if (value.Length > max)
        {
            Add(member, value, $"Member must have length less than or equal to {max}", secret);
        }

        if (!allowed(value))
        {
            Add(member, value, $"Member must satisfy regular expression pattern: {pattern}", secret);
        }
    }

    /// <summary>A whole number in a range; null when it is absent or already complained of.</summary>
    public int? Number(string member, string? value, int min, int max)
    {
        if (value is null)
        {
            return null;
        }

        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            throw new ServiceError(400, "MalformedInput", "Invalid Argument");
        }

        if (number < min)
        {
            Add(member, value, $"Member must have value greater than or equal to {min}", secret: false);
        }
        else if (number > max)
        {
            Add(member, value, $"Member must have value less than or equal to {max}", secret: false);
        }

        return number;
    }

    public void Count(string member, int count, int max)
    {
        if (count > max)
        {
            Add(member, $"[{count} members]", $"Member must have length less than or equal to {max}", secret: false);
        }
    }

    public void ThrowIfAny()
    {
        if (_errors.Count == 0)
        {
            return;
        }

        string count = _errors.Count == 1 ? "1 validation error detected: " : $"{_errors.Count} validation errors detected: ";
        throw new ServiceError(
            400,
            "ValidationError",
            count + string.Join("; ", _errors.Select(error => Sentence(error, reveal: true))),
            count + string.Join("; ", _errors.Select(error => Sentence(error, reveal: false))));
    }

    private void Add(string member, string value, FormattableString rule, bool secret) =>
        _errors.Add((member, value, rule.ToString(CultureInfo.InvariantCulture), secret));

    private static string Sentence((string Member, string? Value, string Rule, bool Secret) error, bool reveal)
    {
        string value = error.Value is null ? "null" : error.Secret && !reveal ? "'***'" : $"'{error.Value}'";
        return $"Value {value} at '{error.Member}' failed to satisfy constraint: {error.Rule}";
    }
}

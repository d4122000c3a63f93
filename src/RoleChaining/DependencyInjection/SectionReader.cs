using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Reads one section key by key, without reflection. What cannot be read is an error, and at the end so is what nobody asked for. A
/// value is never shown, since it may be a secret that stands in the wrong place.
/// </summary>
internal sealed class SectionReader(IConfiguration section, string path, List<string> errors)
{
    private readonly List<string> _known = [];

    private delegate bool Parser<T>(string text, out T value);

    public string Path => path;

    /// <summary>The text that stands in the place of the section itself; null when there is none.</summary>
    public string? OwnText => (section as IConfigurationSection)?.Value is { Length: > 0 } text ? text : null;

    /// <summary>The text of a key; null when it is not there.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        IConfigurationSection child = section.GetSection(key);
        if (child.Value is null && child.GetChildren().Any())
        {
            Error(child.Key, "holds further keys, where a single value belongs");
        }

        return child.Value;
    }

    public bool? Flag(string key) => Parse<bool>(key, bool.TryParse, "is neither true nor false");

    public int? Number(string key) =>
        Parse(key, (string text, out int value) => int.TryParse(text, CultureInfo.InvariantCulture, out value), "is no whole number");

    public long? LongNumber(string key) =>
        Parse(key, (string text, out long value) => long.TryParse(text, CultureInfo.InvariantCulture, out value), "is no whole number");

    public double? Fraction(string key) =>
        Parse(
            key,
            (string text, out double value) => double.TryParse(text, CultureInfo.InvariantCulture, out value),
            "is no number, such as 0.3");

    public TimeSpan? Time(string key) =>
        Parse<TimeSpan>(key, TryParseTime, "is no time; write hours, minutes and seconds, such as 01:00:00, or 1h, 90m, 30s, 500ms");

    /// <summary>A time, which AWS writes as a number of seconds.</summary>
    public TimeSpan? TimeOrSeconds(string key) => Parse(
        key,
        (string text, out TimeSpan value) =>
        {
            bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds);
            value = TimeSpan.FromSeconds(seconds);
            return isNumber || TryParseTime(text, out value);
        },
        "is no time; write hours, minutes and seconds, such as 01:00:00, or 1h, 90m, or seconds, such as 3600");

    /// <summary>A time, which the AWS SDK writes as a number of milliseconds.</summary>
    public TimeSpan? TimeOrMilliseconds(string key) => Parse(
        key,
        (string text, out TimeSpan value) =>
        {
            bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds);
            value = TimeSpan.FromMilliseconds(milliseconds);
            return isNumber || TryParseTime(text, out value);
        },
        "is no time; write hours, minutes and seconds, such as 00:00:05, or milliseconds, such as 5000");

    public T? Choice<T>(string key)
        where T : struct, Enum => (T?)Choice(key, typeof(T));

    public object? Choice(string key, Type type)
    {
        if (Text(key)?.Trim() is not { } text)
        {
            return null;
        }

        if (Enum.TryParse(type, text, ignoreCase: true, out object? value) && char.IsLetter(text[0]) && Enum.IsDefined(type, value))
        {
            return value;
        }

        Error(key, $"is none of {string.Join(", ", Enum.GetNames(type))}");
        return null;
    }

    public SectionReader Part(string key)
    {
        _known.Add(key);
        IConfigurationSection child = section.GetSection(key);
        if (!string.IsNullOrEmpty(child.Value))
        {
            Error(key, "is a single value, where further keys belong");
        }

        return new SectionReader(child, ConfigurationProviders.Join(path, key), errors);
    }

    /// <summary>The items of a list.</summary>
    /// <param name="key">The list.</param>
    /// <param name="form">The form to write, where it is no list.</param>
    public IReadOnlyList<SectionReader> Items(string key, string form) =>
        [.. List(key, form).Select(item =>
            new SectionReader(item, ConfigurationProviders.Join(ConfigurationProviders.Join(path, key), item.Key), errors))];

    public IReadOnlyList<string> Texts(string key) => [.. List(key, "write [ \"...\" ]").Select(item => item.Value ?? "")];

    /// <summary>The keys and values of an object that has texts only; null where it has not.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Pairs(string key)
    {
        _known.Add(key);
        IConfigurationSection[] items = [.. section.GetSection(key).GetChildren()];
        return items.All(item => item.Value is not null && !IsIndex(item.Key) && !item.GetChildren().Any())
            ? [.. items.Select(item => KeyValuePair.Create(item.Key, item.Value!))]
            : null;
    }

    /// <summary>Passes over a key that is known but not read.</summary>
    public void Skip(string key) => _known.Add(key);

    /// <summary>Refuses every key that was not asked for.</summary>
    public void End()
    {
        foreach (IConfigurationSection child in section.GetChildren().Where(
                child => !_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Error(child.Key, $"is not known here; known are {string.Join(", ", _known.Distinct())}");
        }
    }

    public void Error(string key, string message) => errors.Add($"{ConfigurationProviders.Join(path, key)}: {message}.");

    // A bare number would be taken for days.
    private static bool TryParseTime(string text, out TimeSpan value)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
        }

        string unit = text.TrimStart([.. "0123456789."]);
        TimeSpan? one = unit switch
        {
            "h" => TimeSpan.FromHours(1),
            "m" or "min" => TimeSpan.FromMinutes(1),
            "s" => TimeSpan.FromSeconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            _ => null,
        };
        bool isNumber =
            decimal.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number);
        bool fits = isNumber && one is not null && number < (decimal)TimeSpan.MaxValue.Ticks / one.Value.Ticks;
        value = fits ? TimeSpan.FromTicks((long)(number * one!.Value.Ticks)) : default;
        return fits;
    }

    private static bool IsIndex(string key) => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private IConfigurationSection[] List(string key, string form)
    {
        _known.Add(key);
        IConfigurationSection child = section.GetSection(key);
        IConfigurationSection[] items = [.. child.GetChildren()];
        if (!string.IsNullOrEmpty(child.Value)
            || items.Any(item => !IsIndex(item.Key)))
        {
            Error(key, $"is no list; {form}");
            return [];
        }

        return items;
    }

    private T? Parse<T>(string key, Parser<T> parse, string complaint)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (parse(text.Trim(), out T value))
        {
            return value;
        }

        Error(key, complaint);
        return null;
    }
}

namespace RoleChaining.Profiles;

/// <summary>A property as it stands in a file. A class and no record: values are secrets, often enough.</summary>
internal sealed class IniProperty(string name, string value, string file, int line)
{
    /// <summary>In lower case, as readers of these files compare it.</summary>
    public string Name => name;

    /// <summary>Trimmed; continuation lines follow after a line feed each.</summary>
    public string Value { get; private set; } = value;

    public string File => file;

    public int Line => line;

    /// <summary>The first line that continues the value; null where there is none.</summary>
    public int? ContinuedAt { get; private set; }

    /// <summary>Why the value may be another than its writer meant, as a sentence behind an error; empty where nothing hints at it.</summary>
    public string Hint =>
        ContinuedAt is { } line ? $" (Line {line} is indented and so continues the value; begin it at the margin if it is a property.)"
        : Value.Contains(" #", StringComparison.Ordinal) || Value.Contains(" ;", StringComparison.Ordinal)
            ? " (A comment stands on a line of its own.)"
        : "";

    public void Continue(string text, int line)
    {
        Value = $"{Value}\n{text}";
        if (text.Length > 0)
        {
            ContinuedAt ??= line;
        }
    }

    public void EndValue() => Value = Value.TrimEnd();

    /// <summary>The value of a property of its own that stands indented below this one; null where there is none.</summary>
    public string? FindNested(string name)
    {
        foreach (string line in Value.Split('\n')[1..])
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(equals + 1)..].Trim();
            }
        }

        return null;
    }

    public override string ToString() => $"{file}, line {line}, {name}";
}

namespace RoleChaining.Profiles;

/// <summary>
/// Reads the <see href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">shared file format</see> as the AWS CLI does:
/// what it refuses is an error here too, with the line it is in. A line that is indented deeper than its property continues the value;
/// comments stand on lines of their own.
/// </summary>
internal sealed class IniReader
{
    // A file that is no such file at all would have an error in every line.
    private const int MostErrors = 20;

    private readonly string _file;
    private readonly ProfileErrors _errors;
    private readonly List<IniSection> _sections = [];
    private readonly int _errorsBefore;
    private IniSection? _section;
    private IniProperty? _property;
    private int _indent;

    private IniReader(string file, ProfileErrors errors)
    {
        _file = file;
        _errors = errors;
        _errorsBefore = errors.Count;
    }

    public static IReadOnlyList<IniSection> Read(string file, string text, ProfileErrors errors)
    {
        IniReader reader = new(file, errors);
        using StringReader lines = new(text);
        for (int number = 1; lines.ReadLine() is { } line && errors.Count - reader._errorsBefore < MostErrors; number++)
        {
            reader.ReadLine(line, number);
        }

        reader.EndProperty();
        return reader._sections;
    }

    private void ReadLine(string line, int number)
    {
        ReadOnlySpan<char> content = line.AsSpan().Trim();
        if (content is ['#' or ';', ..])
        {
            return;
        }

        if (content.IsEmpty)
        {
            _property?.Continue("", number);
            return;
        }

        int indent = line.Length - line.AsSpan().TrimStart().Length;
        if (_property is not null && indent > _indent)
        {
            _property.Continue(content.ToString(), number);
            return;
        }

        EndProperty();
        _indent = indent;
        if (content[0] == '[')
        {
            ReadHeader(content, number);
        }
        else
        {
            ReadProperty(content, number);
        }
    }

    /// <summary>A value that begins on the line after its name is a list of properties of its own, as below <c>s3 =</c>.</summary>
    private void EndProperty()
    {
        _property?.EndValue();
        if (_property?.Value is ['\n', ..] nested && nested.Split('\n').Any(line => line.Length > 0 && !line.Contains('=')))
        {
            _errors.Add(
                _file,
                _property.ContinuedAt!.Value,
                $"in [{_section!.Header}], {_property.Name} is empty and the indented lines below it are no properties; write {_property.Name} = value on one line");
        }

        _property = null;
    }

    private void ReadHeader(ReadOnlySpan<char> content, int number)
    {
        int end = content.IndexOf(']');
        string header = end < 0 ? "" : content[1..end].ToString();
        _section = new IniSection(header, _file, number);
        if (end < 0)
        {
            // The line is not repeated: it may hold a secret.
            _errors.Add(_file, number, "there is a [ without ]; write a section as [profile name]");
        }
        else if (header.AsSpan().Trim().IsEmpty)
        {
            _errors.Add(_file, number, "the section has no name; write [profile name]");
        }
        else if (content[(end + 1)..].TrimStart() is [not ('#' or ';'), ..])
        {
            _errors.Add(_file, number, $"there is more after [{header}]; put it on a line of its own");
        }
        else if (_sections.Find(other => other.Header == header) is { } first)
        {
            _errors.Add(_file, number, $"[{header}] stands at line {first.Line} already; join the two into one");
        }
        else
        {
            _sections.Add(_section);
        }
    }

    private void ReadProperty(ReadOnlySpan<char> content, int number)
    {
        int equals = content.IndexOfAny('=', ':');
        string name = equals < 0 ? "" : content[..equals].TrimEnd().ToString().ToLowerInvariant();
        if (_section is null)
        {
            _errors.Add(_file, number, "there is text before the first section; begin with [profile name] or [default]");
        }
        else if (equals < 0)
        {
            // The line is not repeated: it may be half of a secret.
            _errors.Add(_file, number, $"in [{_section.Header}] there is a line without =; write name = value, or # before a comment");
        }
        else if (name.Length == 0)
        {
            _errors.Add(_file, number, $"in [{_section.Header}] there is a value without a name; write name = value");
        }
        else
        {
            _property = new IniProperty(name, content[(equals + 1)..].Trim().ToString(), _file, number);
            if (_section.AddOrFind(_property) is { } first)
            {
                _errors.Add(_file, number, $"in [{_section.Header}], {name} stands at line {first.Line} already; remove one of them");
                _property = null;
            }
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>The parameters of an AWS Query request, body and query string alike.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Values => _values;

    public string? this[string name] => _values.GetValueOrDefault(name);

    public void AddForm(ReadOnlySpan<byte> form)
    {
        while (!form.IsEmpty)
        {
            int ampersand = form.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = ampersand < 0 ? form : form[..ampersand];
            form = ampersand < 0 ? [] : form[(ampersand + 1)..];
            if (pair.IsEmpty)
                continue;
            int equals = pair.IndexOf((byte)'=');
            string name = Decode(equals < 0 ? pair : pair[..equals]);
            string value = equals < 0 ? string.Empty : Decode(pair[(equals + 1)..]);
            if (!_values.TryAdd(name, value))
                throw Malformed();
        }
    }

    /// <summary>The members of <c>name.member.1</c>, <c>name.member.2</c> …, which must be numbered from one without a gap.</summary>
    public List<string> Members(string name, string? field = null)
    {
        List<string> members = [];
        string suffix = field is null ? string.Empty : "." + field;
        while (_values.TryGetValue(MemberName(name, members.Count + 1) + suffix, out string? value))
            members.Add(value);
        return members;
    }

    public bool TryGetMember(string name, int number, string field, [NotNullWhen(true)] out string? value) =>
        _values.TryGetValue(MemberName(name, number) + "." + field, out value);

    private static string MemberName(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}.member.{number}");

    private static string Decode(ReadOnlySpan<byte> encoded) =>
        PercentEncoding.TryDecode(encoded, plusIsSpace: true, out string? text) ? text : throw Malformed();

    private static ServiceError Malformed() =>
        new(400, "MalformedQueryString", "The query string contains a syntax error.");
}

using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>A request to the control URL whose sender may control the server.</summary>
internal sealed class ControlRequest
{
    private readonly WireRequest _wire;
    private readonly Dictionary<string, string> _query = new(StringComparer.Ordinal);

    public ControlRequest(WireRequest wire)
    {
        _wire = wire;
        string[] parts = wire.Path[ControlService.Path.Length..].Trim('/').Split('/', 2);
        What = parts[0];
        Id = parts.Length > 1 ? Decode(parts[1]) : null;
        foreach (string pair in wire.Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = pair.Split('=', 2);
            if (!_query.TryAdd(Decode(sides[0]), Decode(sides.Length > 1 ? sides[1] : string.Empty)))
            {
                throw new ControlError(400, $"The parameter {Decode(sides[0])} is there twice.");
            }
        }
    }

    public string Method => _wire.Method;

    /// <summary><c>faults</c>, <c>calls</c> and so on.</summary>
    public string What { get; }

    /// <summary>What comes after it; null where there is nothing.</summary>
    public string? Id { get; }

    public ReadOnlyMemory<byte> Body => _wire.Body;

    /// <summary>A parameter of the query; null where it is not there.</summary>
    public string? Query(string name) => _query.Remove(name, out string? value) ? value : null;

    /// <exception cref="ControlError">A parameter was not asked for.</exception>
    public void RefuseUnknown()
    {
        if (_query.Count > 0)
        {
            throw new ControlError(400, $"There is no parameter {_query.Keys.First()} here.");
        }
    }

    /// <summary>Reads the body, a JSON object; an empty one is an object without keys.</summary>
    /// <exception cref="FormatException">It is not read to its end, or is not what is to be there.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public T Read<T>(Func<ConfigurationObject, T> read)
    {
        using JsonDocument document = Body.IsEmpty ? JsonDocument.Parse("{}") : JsonDocument.Parse(Body, ConfigurationFile.JsonOptions);
        ConfigurationObject root = new(document.RootElement, string.Empty, "request");
        T result = read(root);
        root.RefuseUnknown();
        return result;
    }

    private static string Decode(string text) =>
        PercentEncoding.TryDecode(System.Text.Encoding.UTF8.GetBytes(text), plusIsSpace: true, out string? decoded)
            ? decoded
            : throw new ControlError(400, "The address is not percent-encoded UTF-8.");
}

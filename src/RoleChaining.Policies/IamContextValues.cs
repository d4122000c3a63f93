namespace RoleChaining;

/// <summary>Condition keys in a dictionary. Set them before the first evaluation; then any number of threads may read.</summary>
/// <param name="unknown">
/// Whether keys that were not set are unknown (true), or absent from the request (false). The global keys that AWS always has are never
/// taken as absent.
/// </param>
public sealed class IamContextValues(bool unknown = false) : IamContext
{
    private readonly Dictionary<string, IamContextValue> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a key.</summary>
    public IamContextValue this[string key]
    {
        get => Find(key);
        set => _values[key] = value;
    }

    /// <inheritdoc/>
    public override IamContextValue Find(string key) =>
        _values.TryGetValue(key, out IamContextValue value) ? value : unknown ? IamContextValue.Unknown : IamContextValue.Absent;
}

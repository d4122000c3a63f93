namespace RoleChaining;

/// <summary>What is known of a condition key: its values, that the request does not have it, or nothing.</summary>
public readonly struct IamContextValue : IEquatable<IamContextValue>
{
    private readonly IReadOnlyList<string>? _values;

    private IamContextValue(IReadOnlyList<string>? values, bool isList, bool isUnknown) =>
        (_values, IsList, IsUnknown) = (values, isList, isUnknown);

    /// <summary>The request does not have the key.</summary>
    public static IamContextValue Absent => default;

    /// <summary>Whether the request has the key is not known. A decision that depends on it is unknown.</summary>
    public static IamContextValue Unknown { get; } = new(null, isList: false, isUnknown: true);

    /// <summary>The values; empty for a key that is absent or unknown.</summary>
    public IReadOnlyList<string> Values => _values ?? [];

    /// <summary>Whether the request has the key.</summary>
    public bool IsPresent => _values is not null;

    /// <summary>
    /// Whether the key has several values by its nature, such as <c>aws:TagKeys</c>. An operator without <c>ForAnyValue</c> or
    /// <c>ForAllValues</c> never holds on such a key.
    /// </summary>
    public bool IsList { get; }

    /// <summary>Whether nothing is known of the key.</summary>
    public bool IsUnknown { get; }

    /// <summary>A key with one value; absent for <see langword="null"/>.</summary>
    public static IamContextValue Of(string? value) => value is null ? default : new([value], isList: false, isUnknown: false);

    /// <summary>A key with a list of values; absent for an empty list.</summary>
    public static IamContextValue OfList(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 0 ? default : new(values, isList: true, isUnknown: false);
    }

    /// <inheritdoc/>
    public bool Equals(IamContextValue other) =>
        IsUnknown == other.IsUnknown && IsList == other.IsList && IsPresent == other.IsPresent && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IamContextValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsUnknown, IsList, Values.Count);

    /// <summary>Compares the values.</summary>
    public static bool operator ==(IamContextValue left, IamContextValue right) => left.Equals(right);

    /// <summary>Compares the values.</summary>
    public static bool operator !=(IamContextValue left, IamContextValue right) => !left.Equals(right);
}

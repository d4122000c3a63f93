using System.Runtime.CompilerServices;

namespace RoleChaining.Sessions;

/// <summary>
/// What makes two chains of one container branches of the same tree: the same source object and equal chain-wide options. Compared by
/// all of them; prints none.
/// </summary>
internal sealed class TreeIdentity : IEquatable<TreeIdentity>
{
    private readonly object? _source;
    private readonly object?[] _settings;

    /// <param name="source">The same object only, whatever its type takes for equal; null where settings say what the source is.</param>
    /// <param name="settings">In a fixed order, each list behind its length.</param>
    public TreeIdentity(object? source, IEnumerable<object?> settings)
    {
        _source = source;
        _settings = [.. settings];
    }

    public bool Equals(TreeIdentity? other) =>
        other is not null && ReferenceEquals(_source, other._source) && _settings.AsSpan().SequenceEqual(other._settings);

    public override bool Equals(object? obj) => Equals(obj as TreeIdentity);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(RuntimeHelpers.GetHashCode(_source));
        foreach (object? setting in _settings)
        {
            hash.Add(setting);
        }

        return hash.ToHashCode();
    }
}

using System.Globalization;

namespace RoleChaining.Snapshots;

/// <summary>A member of an object in a file. It becomes a text only for an error: a large file has very many.</summary>
internal sealed class SnapshotPlace
{
    private readonly SnapshotPlace? _parent;
    private readonly int _parentIndex;
    private readonly string _name;

    /// <summary>The root of a file.</summary>
    public SnapshotPlace(string file) => (_name, _parentIndex) = (file, -1);

    public SnapshotPlace(SnapshotPlace parent, int parentIndex, string name) =>
        (_parent, _parentIndex, _name) = (parent, parentIndex, name);

    /// <summary>As <c>details.json: RoleDetailList[0].Arn</c>.</summary>
    /// <param name="index">The place in a list; negative where it is none.</param>
    public string Name(int index)
    {
        string item = index < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{index}]");
        return _parent is null ? _name : $"{_parent.Name(_parentIndex)}{(_parent._parent is null ? ": " : ".")}{_name}{item}";
    }
}

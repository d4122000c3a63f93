using System.Text;

namespace RoleChaining.Trails;

/// <summary>A place in a record: the field that a value there is, and the places below an object there. Immutable once set up.</summary>
internal sealed class FieldNode(RecordField value = RecordField.None)
{
    private const int LongestName = 32;

    // By the length of the name: almost every property of a record is told apart by it and one comparison.
    private readonly (byte[] Name, FieldNode Node)[]?[] _children = new (byte[], FieldNode)[]?[LongestName + 1];

    public RecordField Field => value;

    public FieldNode Add(string name, FieldNode node)
    {
        _children[name.Length] = [.. _children[name.Length] ?? [], (Encoding.UTF8.GetBytes(name), node)];
        return this;
    }

    public FieldNode Add(string name, RecordField leaf) => Add(name, new FieldNode(leaf));

    public FieldNode? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName || _children[name.Length] is not { } children)
        {
            return null;
        }

        foreach ((byte[] known, FieldNode node) in children)
        {
            if (name.SequenceEqual(known))
            {
                return node;
            }
        }

        return null;
    }
}

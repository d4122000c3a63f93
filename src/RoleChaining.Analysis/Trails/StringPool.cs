namespace RoleChaining.Trails;

/// <summary>One string for each text, however often it stands in the files.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<ulong, string> _strings = [];

    /// <returns><see langword="null"/> for an empty text.</returns>
    public string? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        ulong hash = Hash64.Of(utf8);
        if (!_strings.TryGetValue(hash, out string? text))
        {
            _strings[hash] = text = PlainText.Read(utf8);
        }

        return text;
    }
}

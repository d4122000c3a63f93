namespace RoleChaining.Testing;

/// <summary>
/// Tags of a session. Keys keep their case and compare without it: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
/// </summary>
internal sealed class SessionTags
{
    public static readonly SessionTags None = new([]);

    private readonly KeyValuePair<string, string>[] _tags;

    public SessionTags(IEnumerable<KeyValuePair<string, string>> tags) => _tags = [.. tags];

    public int Count => _tags.Length;

    public IReadOnlyList<KeyValuePair<string, string>> Items => _tags;

    public IEnumerable<string> Keys => _tags.Select(tag => tag.Key);

    public string? Find(string key)
    {
        foreach ((string name, string value) in _tags)
        {
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    public bool Has(string key) => Find(key) is not null;
}

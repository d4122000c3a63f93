namespace RoleChaining;

/// <summary>
/// A session tag: see <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Passing session tags</see>.
/// Keys ignore case: <c>Team</c> and <c>team</c> are the same tag.
/// </summary>
public sealed class SessionTag
{
    /// <summary>The key: 1-128 letters, digits, spaces and <c>_.:/=+-@</c>, not beginning with <c>aws:</c>.</summary>
    public string Key { get; set; } = "";

    /// <summary>The value: 0-256 characters of the same kind.</summary>
    public string Value { get; set; } = "";

    /// <summary>Whether all later hops inherit the tag.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool Transitive { get; set; }

    /// <summary>Key and kind; tag values may name customers, so they are left out.</summary>
    public override string ToString() => Transitive ? $"{Key} (transitive)" : Key;
}

namespace RoleChaining.Planning;

/// <summary>
/// What reaches the next hop from the source and the hops before it: transitive tags and the source identity. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining">chaining roles with
/// session tags</see> and
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html">source identity</see>.
/// </summary>
internal sealed class Inheritance
{
    // STS compares tag keys without case.
    private readonly Dictionary<string, string> _tagOrigins = new(StringComparer.OrdinalIgnoreCase);

    // In the order they were set, which a dictionary does not promise.
    private readonly List<string> _tagKeys = [];

    public Inheritance(RoleChainSourceOptions source)
    {
        foreach (string key in source.InheritedTransitiveTagKeys)
        {
            Inherit(key, "the source");
        }

        SourceIdentity = source.SourceIdentity;
        SourceIdentityOrigin = "the source";
    }

    public string? SourceIdentity { get; private set; }

    public string SourceIdentityOrigin { get; private set; }

    /// <summary>A copy, because a plan keeps it.</summary>
    public IReadOnlyList<string> TagKeys => [.. _tagKeys];

    /// <summary>Who set the transitive tag, or <see langword="null"/> when none of this key is inherited.</summary>
    public string? TagOrigin(string key) => _tagOrigins.GetValueOrDefault(key);

    /// <summary>
    /// Goes on to the hop after this one. Tolerates faulty settings, so that all errors of a chain can be found in one pass.
    /// </summary>
    public void Pass(int hopNumber, IEnumerable<SessionTag?> tags, string? sourceIdentity)
    {
        foreach (SessionTag? tag in tags)
        {
            if (tag is { Transitive: true })
            {
                Inherit(tag.Key, $"hop {hopNumber}");
            }
        }

        if (SourceIdentity is null && sourceIdentity is not null)
        {
            SourceIdentity = sourceIdentity;
            SourceIdentityOrigin = $"hop {hopNumber}";
        }
    }

    private void Inherit(string? key, string origin)
    {
        if (key is not null && _tagOrigins.TryAdd(key, origin))
        {
            _tagKeys.Add(key);
        }
    }
}

namespace RoleChaining;

/// <summary>
/// What only the caller can know of the source's credentials. A source with a session token is recognised when it is read; set
/// beforehand, the chain's rules are checked when it is built.
/// </summary>
public sealed class RoleChainSourceOptions
{
    /// <summary>
    /// Whether the source's credentials are a session already, so that the first hop is chained too and lasts one hour at most.
    /// </summary>
    /// <value>Default <see langword="false"/>: known only when the source is read.</value>
    public bool IsTemporary { get; set; }

    /// <summary>
    /// The keys of the transitive tags that the source's session carries (EKS Pod Identity sets some): no hop may pass them again, and
    /// each needs <c>sts:TagSession</c>.
    /// </summary>
    public IList<string> InheritedTransitiveTagKeys { get; } = [];

    /// <summary>The source identity that the source's session carries, which no hop may change.</summary>
    public string? SourceIdentity { get; set; }

    /// <summary>What the first session is asked for with, where the source is a web identity of ours; null for any other.</summary>
    internal WebIdentitySourceOptions? WebIdentity { get; set; }
}

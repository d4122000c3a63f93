namespace RoleChaining;

/// <summary>
/// What files say of one user, group or role. A later file adds to what an earlier one said, and replaces it where both say the same
/// thing. Not thread-safe.
/// </summary>
public sealed class IamIdentityBuilder
{
    internal IamIdentityBuilder(string arn) => Arn = arn;

    /// <summary>The ARN.</summary>
    public string Arn { get; }

    /// <summary>Where it was found, for explanations: the file, and the name in it.</summary>
    public string? Origin { get; set; }

    /// <summary>A file that has the role without its policies: the answer of get-role or list-roles.</summary>
    internal string? ListedIn { get; set; }

    /// <summary>The trust policy of a role.</summary>
    public IamDocument? Trust { get; set; }

    /// <summary>The inline policies by name.</summary>
    public IDictionary<string, IamDocument> InlinePolicies => field ??= new Dictionary<string, IamDocument>(StringComparer.Ordinal);

    /// <summary>The ARNs of the managed policies that are attached.</summary>
    public ISet<string> PolicyArns => field ??= new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The ARNs of a user's groups.</summary>
    public ISet<string> GroupArns => field ??= new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The ARN of the managed policy that is the permissions boundary.</summary>
    public string? BoundaryArn { get; set; }

    /// <summary>The tags; <see langword="null"/> where they are not known.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; set; }

    /// <summary>The longest session of a role; <see langword="null"/> where it is not known.</summary>
    public TimeSpan? MaxSessionDuration { get; set; }

    /// <summary>What else of its policies is not known, as nouns.</summary>
    public IList<string> Missing => field ??= [];
}

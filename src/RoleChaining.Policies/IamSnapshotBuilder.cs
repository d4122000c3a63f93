using System.Text;
using RoleChaining.Snapshots;

namespace RoleChaining;

/// <summary>
/// Collects what is known of accounts, from any number of files, into one <see cref="IamSnapshot"/>. Add what is there first, and what is
/// planned after it: what is added later prevails. Not thread-safe.
/// </summary>
public sealed class IamSnapshotBuilder
{
    private readonly Dictionary<string, IamIdentityBuilder> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IamIdentityBuilder> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IamIdentityBuilder> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IamDocument> _managed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IamOidcProvider> _oidcProviders = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    /// <summary>The managed policies by ARN.</summary>
    public IDictionary<string, IamDocument> ManagedPolicies => _managed;

    /// <summary>The OpenID Connect providers by ARN.</summary>
    public IDictionary<string, IamOidcProvider> OidcProviders => _oidcProviders;

    /// <summary>What was not understood, or was assumed: a sentence each, with the file.</summary>
    public IList<string> Notes => _notes;

    /// <summary>The organization of the accounts, as far as it is known.</summary>
    public IamOrganizationBuilder Organization { get; } = new();

    /// <summary>The role of this ARN, which is added if it is new.</summary>
    public IamIdentityBuilder Role(string arn) => Find(_roles, arn);

    /// <summary>The user of this ARN, which is added if it is new.</summary>
    public IamIdentityBuilder User(string arn) => Find(_users, arn);

    /// <summary>The group of this ARN, which is added if it is new.</summary>
    public IamIdentityBuilder Group(string arn) => Find(_groups, arn);

    /// <summary>The roles so far.</summary>
    public IReadOnlyCollection<IamIdentityBuilder> Roles => _roles.Values;

    /// <summary>The users so far.</summary>
    public IReadOnlyCollection<IamIdentityBuilder> Users => _users.Values;

    /// <summary>The groups so far.</summary>
    public IReadOnlyCollection<IamIdentityBuilder> Groups => _groups.Values;

    /// <summary>Removes a user, group, role or managed policy that a plan deletes.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string arn) => _roles.Remove(arn) | _users.Remove(arn) | _groups.Remove(arn) | _managed.Remove(arn);

    /// <summary>
    /// Reads JSON of a form that is told by its content: a file of the local STS; the answer of
    /// <see href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html">get-account-authorization-details</see>;
    /// policies of AWS Organizations. The package's README has the forms.
    /// </summary>
    /// <param name="text">One JSON document or several, one after the other.</param>
    /// <param name="name">What notes and explanations call it: the file.</param>
    /// <returns>Whether it is of such a form. If not, nothing was added.</returns>
    /// <exception cref="FormatException">It is not JSON, or a part of it is not of the form.</exception>
    public bool TryAddJson(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryAddJson(Encoding.UTF8.GetBytes(text), name);
    }

    /// <summary>Reads JSON as <see cref="TryAddJson(string, string)"/> does.</summary>
    /// <param name="utf8">The file's bytes, in UTF-8 with or without a byte order mark.</param>
    /// <param name="name">What notes and explanations call it: the file.</param>
    /// <returns>Whether it is of such a form. If not, nothing was added.</returns>
    /// <exception cref="FormatException">It is not JSON, or a part of it is not of the form.</exception>
    public bool TryAddJson(ReadOnlyMemory<byte> utf8, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return SnapshotReader.TryRead(this, utf8, name);
    }

    /// <summary>
    /// The snapshot of all that was added. Call it last: the snapshot reads policies from what the builder holds, when it first needs them.
    /// </summary>
    public IamSnapshot Build()
    {
        ManagedPolicies managed = new(_managed);
        Dictionary<string, IamIdentityBuilder> groups = new(_groups, StringComparer.Ordinal);
        return new IamSnapshot(
            [.. _users.Values.Select(user => new IamUser(user, new IdentityPolicies(user, groups, managed)))],
            [.. _roles.Values.Select(role => new IamRole(role, new IdentityPolicies(role, groups, managed)))],
            managed,
            [.. _oidcProviders.Values],
            new Organization(Organization),
            [.. _notes]);
    }

    private static IamIdentityBuilder Find(Dictionary<string, IamIdentityBuilder> identities, string arn)
    {
        ArgumentException.ThrowIfNullOrEmpty(arn);
        if (!identities.TryGetValue(arn, out IamIdentityBuilder? identity))
        {
            identities[arn] = identity = new IamIdentityBuilder(arn);
        }

        return identity;
    }
}

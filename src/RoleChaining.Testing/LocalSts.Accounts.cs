namespace RoleChaining.Testing;

/// <content>Who there is: users, roles, providers, policies.</content>
public sealed partial class LocalSts
{
    private const int MinMaxSessionSeconds = 3600;
    private const int MaxMaxSessionSeconds = 43200;

    /// <summary>The users there are, root users too, by ARN: a copy.</summary>
    public IReadOnlyList<LocalUser> Users => _engine.Directory.Users();

    /// <summary>The roles there are, by ARN: a copy.</summary>
    public IReadOnlyList<LocalRole> Roles => _engine.Directory.Roles();

    /// <summary>The OpenID Connect providers there are, by ARN: a copy.</summary>
    public IReadOnlyList<LocalOidcProvider> OidcProviders => _engine.Directory.OidcProviders();

    /// <summary>Adds an IAM user with an access key.</summary>
    /// <param name="accountId">Twelve digits.</param>
    /// <param name="name">The user's name, after a path if it has one: <c>alice</c>, <c>teams/blue/alice</c>.</param>
    /// <param name="accessKeyId">The key id; made up, with the account in it, when null.</param>
    /// <param name="secretAccessKey">The secret; made up when null.</param>
    /// <param name="policies">
    /// Identity policies, IAM JSON each. Null makes the user an administrator; an empty list lets it do nothing.
    /// </param>
    /// <param name="partition">The partition of the account.</param>
    /// <param name="tags">
    /// The user's tags: fifty at most, keys of 128 and values of 256 characters; <c>aws:PrincipalTag</c> in policies.
    /// </param>
    /// <exception cref="ArgumentException">The user or the key is there already, or a value is not what IAM takes.</exception>
    public LocalUser AddUser(
        string accountId,
        string name,
        string? accessKeyId = null,
        string? secretAccessKey = null,
        IReadOnlyList<string>? policies = null,
        string partition = "aws",
        IReadOnlyDictionary<string, string>? tags = null)
    {
        CheckAccount(accountId);
        ArgumentException.ThrowIfNullOrEmpty(name);
        int pathEnd = name.LastIndexOf('/') + 1;
        if (!Arn.IsName(name.AsSpan(pathEnd)))
        {
            throw new ArgumentException($"'{name}' is not a user name: letters, digits and +=,.@_- up to 64.", nameof(name));
        }

        IdentityRules.CheckPath("/" + name[..pathEnd], nameof(name));
        PolicySet set = policies is null ? PolicySet.Administrator : PolicySet.Parse(policies, nameof(policies));
        return AddUser(
            accountId, name, accessKeyId, secretAccessKey, set, partition, IdentityRules.CheckTags(tags, nameof(tags)), isRoot: false);
    }

    /// <summary>Adds access keys of an account's root user, who may do everything but assume a role.</summary>
    /// <param name="accountId">Twelve digits.</param>
    /// <param name="partition">The partition of the account.</param>
    /// <param name="accessKeyId">The key id; made up, with the account in it, when null.</param>
    /// <param name="secretAccessKey">The secret; made up when null.</param>
    /// <exception cref="ArgumentException">The account's root user, or the key, is there already.</exception>
    public LocalUser AddRootUser(
        string accountId, string partition = "aws", string? accessKeyId = null, string? secretAccessKey = null)
    {
        CheckAccount(accountId);
        return AddUser(
            accountId,
            "root",
            accessKeyId,
            secretAccessKey,
            PolicySet.Empty,
            partition,
            IdentityRules.CheckTags(null, nameof(partition)),
            isRoot: true);
    }

    /// <summary>Adds an IAM role.</summary>
    /// <param name="arn">Its ARN, path included.</param>
    /// <param name="trust">Its trust policy, IAM JSON.</param>
    /// <param name="permissions">
    /// Its permission policy, IAM JSON; null for none. A role that goes on to one in another account needs it.
    /// </param>
    /// <param name="maxSessionDuration">From 1 to 12 hours; null is 1 hour.</param>
    /// <param name="tags">Its tags: fifty at most, keys of 128 and values of 256 characters.</param>
    /// <exception cref="ArgumentException">
    /// The role is there already, or another one that differs in its path or in case alone; a value is not what IAM takes; or, with
    /// <see cref="LocalStsOptions.StrictPrincipals"/>, the trust policy names a user or a role that is not there.
    /// </exception>
    public LocalRole AddRole(
        string arn,
        string trust,
        string? permissions = null,
        TimeSpan? maxSessionDuration = null,
        IReadOnlyDictionary<string, string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(trust);
        return AddRole(
            arn,
            _engine.Directory.BindTrust(LocalRole.ParseTrust(trust, nameof(trust))),
            permissions is null ? PolicySet.Empty : PolicySet.Parse([permissions], nameof(permissions), StoredPolicy.InlineLimit),
            maxSessionDuration,
            IdentityRules.CheckTags(tags, nameof(tags)));
    }

    /// <summary>
    /// Removes a role; its sessions are then nobody's. With <see cref="LocalStsOptions.StrictPrincipals"/>, trust policies that name it
    /// name its unique id from now on, so that a new role of the same ARN is not trusted.
    /// </summary>
    /// <param name="arn">Its ARN.</param>
    /// <returns>Whether it was there.</returns>
    public bool RemoveRole(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        return _engine.Directory.RemoveRole(arn);
    }

    /// <summary>Adds an OpenID Connect provider, whose tokens AssumeRoleWithWebIdentity takes.</summary>
    /// <param name="accountId">The account that trusts it.</param>
    /// <param name="issuer">Its URL, <c>https://token.example.com</c>.</param>
    /// <param name="audiences">The audiences accepted; null is <c>sts.amazonaws.com</c>.</param>
    /// <param name="partition">The partition of the account.</param>
    /// <exception cref="ArgumentException">The account has it already, or a value is not what IAM takes.</exception>
    public LocalOidcProvider AddOidcProvider(
        string accountId, string issuer, IReadOnlyList<string>? audiences = null, string partition = "aws")
    {
        CheckAccount(accountId);
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"'{issuer}' is not an issuer: an https URL.", nameof(issuer));
        }

        if (audiences is [])
        {
            throw new ArgumentException("A provider needs an audience.", nameof(audiences));
        }

        LocalOidcProvider provider = new(
            _engine.Clock, partition, accountId, url, audiences is null ? ["sts.amazonaws.com"] : [.. audiences]);
        _engine.Directory.Add(provider);
        return provider;
    }

    /// <summary>Adds a managed policy, which <c>PolicyArns</c> of a request can name for a role of the same account.</summary>
    /// <param name="arn">Its ARN, such as <c>arn:aws:iam::222222222222:policy/ReadOnly</c>.</param>
    /// <param name="policy">IAM JSON.</param>
    /// <exception cref="ArgumentException">It is no policy.</exception>
    public void AddPolicy(string arn, string policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(arn);
        int? limit = arn.Contains("::aws:", StringComparison.Ordinal) ? null : StoredPolicy.ManagedLimit;
        _engine.Directory.AddPolicy(arn, PolicySet.ParseOne(policy, IamPolicyKind.Identity, nameof(policy), arn, limit));
    }

    /// <summary>Adds users, roles, providers and policies, and sets the clock, from JSON.</summary>
    /// <param name="json">
    /// <c>{"users": [{"account", "name", "accessKeyId", "secretAccessKey", "policies": [IAM JSON]}], "roles": [{"arn", "trust": IAM JSON,
    /// "policies": [IAM JSON], "maxSessionDuration": seconds, "tags": {}}], "oidcProviders": [{"account", "issuer", "audiences": []}],
    /// "rootUsers": [{"account"}], "policies": [{"arn", "policy": IAM JSON}], "clock": {}}</c>.
    /// Users and roles may have <c>tags</c>, a <c>boundary</c>, IAM JSON too, and <c>managedPolicies</c>, ARNs. Users and providers may
    /// have a <c>partition</c>. A trust policy may name what comes later in the document.
    /// A <c>clock</c> has <c>now</c> or <c>advance</c>, <c>offset</c>, <c>propagationDelay</c> and <c>sessionLifetime</c>, in seconds; it
    /// is set when the rest is there. An <c>organization</c> has the form that the README of RoleChaining.Policies describes.
    /// What may be left out is what is optional in the methods that add users, roles and providers.
    /// </param>
    /// <exception cref="FormatException">It cannot be read, or holds a key that is not known; the message says where.</exception>
    public void Load(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        ConfigurationFile.Load(this, json);
    }

    /// <summary>
    /// Adds what a snapshot has: users with new access keys, roles, OpenID Connect providers; and, for all accounts from now on, the
    /// control policies and the keys of its organization, if it has one.
    /// </summary>
    /// <param name="snapshot">Such as <c>IamSnapshot.Load("plan.json")</c> of RoleChaining.Analysis.</param>
    /// <returns>
    /// What could not be added whole, a sentence each: a role whose trust policy is not known is left out; of unknown policies nothing is
    /// allowed.
    /// </returns>
    /// <exception cref="ArgumentException">A user or a role is there already.</exception>
    public IReadOnlyList<string> Load(IamSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return SnapshotAccounts.Load(this, _engine.Directory, snapshot);
    }

    internal LocalRole AddRole(
        string arn, IamPolicy trust, PolicySet policies, TimeSpan? maxSessionDuration, IReadOnlyDictionary<string, string> tags)
    {
        ArgumentNullException.ThrowIfNull(arn);
        if (!Arn.TryParseRole(arn, out Arn? parsed))
        {
            throw new ArgumentException($"'{arn}' is not the ARN of a role, as in arn:aws:iam::222222222222:role/HubRole.", nameof(arn));
        }

        IdentityRules.CheckPath(parsed.Resource.AsSpan("role".Length, parsed.Resource.LastIndexOf('/') + 1 - "role".Length), nameof(arn));
        TimeSpan longest = maxSessionDuration ?? TimeSpan.FromSeconds(MinMaxSessionSeconds);
        if (longest.TotalSeconds is < MinMaxSessionSeconds or > MaxMaxSessionSeconds)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxSessionDuration), longest, "A role's MaxSessionDuration is from 1 to 12 hours.");
        }

        LocalRole role = new(
            _engine.Clock,
            _engine.Directory,
            parsed,
            trust,
            policies,
            longest,
            tags,
            _engine.Clock.Now + _engine.Clock.PropagationDelay);
        _engine.Directory.Add(role);
        return role;
    }

    private static void CheckAccount(string accountId)
    {
        ArgumentNullException.ThrowIfNull(accountId);
        if (!Arn.IsAccountId(accountId))
        {
            throw new ArgumentException($"'{accountId}' is not an account id: twelve digits.", nameof(accountId));
        }
    }

    internal LocalUser AddUser(
        string accountId,
        string name,
        string? accessKeyId,
        string? secretAccessKey,
        PolicySet policies,
        string partition,
        IReadOnlyDictionary<string, string> tags,
        bool isRoot)
    {
        ArgumentException.ThrowIfNullOrEmpty(partition);
        LocalUser user = new(
            _engine.Clock,
            partition,
            accountId,
            name,
            accessKeyId ?? KeyIds.NewAccessKey(KeyIds.LongTermKey, accountId),
            secretAccessKey ?? KeyIds.NewSecret(),
            policies,
            tags,
            isRoot);
        _engine.Directory.Add(user);
        return user;
    }
}

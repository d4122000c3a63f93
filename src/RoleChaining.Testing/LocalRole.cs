namespace RoleChaining.Testing;

/// <summary>An IAM role of a <see cref="LocalSts"/>.</summary>
public sealed class LocalRole
{
    private readonly LocalClock _clock;
    private readonly IdentityDirectory _directory;
    private readonly Arn _arn;
    private readonly Lock _trustLock = new();
    private volatile TrustVersion _trust;
    private volatile PolicySet _policies;
    private volatile IamPolicy? _boundary;

    internal LocalRole(
        LocalClock clock,
        IdentityDirectory directory,
        Arn arn,
        IamPolicy trust,
        PolicySet policies,
        TimeSpan maxSessionDuration,
        IReadOnlyDictionary<string, string> tags,
        DateTimeOffset visibleFrom)
    {
        _clock = clock;
        _directory = directory;
        _arn = arn;
        _policies = policies;
        Arn = arn.ToString();
        Tags = tags;
        MaxSessionDuration = maxSessionDuration;
        RoleId = KeyIds.NewId(KeyIds.Role);
        VisibleFrom = visibleFrom;
        _trust = new(trust, visibleFrom, null);
    }

    /// <summary>The role's ARN, path included.</summary>
    public string Arn { get; }

    /// <summary>
    /// The unique id, <c>AROA...</c>: a role that is removed and added again has a new one. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids">unique ids</see>.
    /// </summary>
    public string RoleId { get; }

    /// <summary>The role's own tags, which session tags override.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>The longest session the role gives to a caller that is not chained.</summary>
    public TimeSpan MaxSessionDuration { get; }

    /// <summary>Who may assume the role, IAM JSON; may be replaced while the server runs.</summary>
    /// <remarks>
    /// A new one is in force after <see cref="LocalStsOptions.PropagationDelay"/>. With <see cref="LocalStsOptions.StrictPrincipals"/>, a
    /// role that it names and that is removed shows as its unique id.
    /// </remarks>
    /// <exception cref="ArgumentException">Set to something that is no trust policy.</exception>
    public string TrustPolicy
    {
        get => _trust.Document.Text;
        set
        {
            IamPolicy document = _directory.BindTrust(ParseTrust(value, nameof(value)));
            lock (_trustLock)
            {
                DateTimeOffset now = _clock.Now;
                _trust = new(document, now + _clock.PropagationDelay, _trust.InForce(now));
            }
        }
    }

    /// <summary>
    /// The permissions boundary, IAM JSON; <see langword="null"/> where there is none. May be replaced while the server runs. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html">permissions boundaries</see>.
    /// </summary>
    /// <exception cref="ArgumentException">Set to something that is no policy.</exception>
    public string? PermissionsBoundary
    {
        get => _boundary?.Text;
        set => _boundary = value is null
            ? null
            : PolicySet.ParseOne(
                value, IamPolicyKind.PermissionsBoundary, nameof(value), "the permissions boundary", StoredPolicy.ManagedLimit);
    }

    /// <summary>The permission policies, IAM JSON each; may be replaced while the server runs, for live sessions too.</summary>
    /// <exception cref="ArgumentException">Set to something that is no policy.</exception>
    public IReadOnlyList<string> Policies
    {
        get => _policies.Texts;
        set => _policies = PolicySet.Parse(value, nameof(value));
    }

    internal string AccountId => _arn.AccountId;

    internal string Partition => _arn.Partition;

    internal string Name => _arn.LastPart;

    internal DateTimeOffset VisibleFrom { get; }

    internal IamPolicy? BoundaryDocument
    {
        get => _boundary;
        set => _boundary = value;
    }

    internal IamPolicy TrustDocument => _trust.Document;

    internal IReadOnlyList<IamPolicy> PolicyDocuments => _policies.Documents;

    internal void AttachPolicies(IEnumerable<IamPolicy> policies) =>
        _policies = PolicySet.Create([.. _policies.Documents, .. policies]);

    internal static IamPolicy ParseTrust(string text, string parameter) =>
        PolicySet.ParseOne(text, IamPolicyKind.Trust, parameter, "the trust policy", StoredPolicy.TrustLimit);

    internal IamPolicy? TrustAt(DateTimeOffset now) => _trust.InForce(now);

    /// <summary>Rewrites the trust policy, which stays the same in its meaning: at once.</summary>
    internal void RewriteTrust(Func<IamPolicy, IamPolicy> rewrite)
    {
        lock (_trustLock)
        {
            TrustVersion current = _trust;
            _trust = new(rewrite(current.Document), current.From, current.Before is { } before ? rewrite(before) : null);
        }
    }

    internal string SessionArn(string sessionName) => $"arn:{Partition}:sts::{AccountId}:assumed-role/{Name}/{sessionName}";

    /// <summary>The role's ARN.</summary>
    public override string ToString() => Arn;

    private sealed record TrustVersion(IamPolicy Document, DateTimeOffset From, IamPolicy? Before)
    {
        public IamPolicy? InForce(DateTimeOffset now) => now >= From ? Document : Before;
    }
}

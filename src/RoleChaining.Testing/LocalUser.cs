using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>An IAM user of a <see cref="LocalSts"/>, with one access key.</summary>
public sealed class LocalUser
{
    private readonly LocalClock _clock;
    private volatile PolicySet _policies;
    private volatile IamPolicy? _boundary;

    internal LocalUser(
        LocalClock clock,
        string partition,
        string accountId,
        string name,
        string accessKeyId,
        string secretAccessKey,
        PolicySet policies,
        IReadOnlyDictionary<string, string> tags,
        bool isRoot)
    {
        _clock = clock;
        _policies = policies;
        Tags = tags;
        Partition = partition;
        AccountId = accountId;
        IsRoot = isRoot;
        UserName = name[(name.LastIndexOf('/') + 1)..];
        UserId = isRoot ? accountId : KeyIds.NewId(KeyIds.User);
        Arn = isRoot ? Testing.Arn.Root(partition, accountId) : $"arn:{partition}:iam::{accountId}:user/{name}";
        MfaSerial = $"arn:{partition}:iam::{accountId}:mfa/{(isRoot ? "root-account-mfa-device" : UserName)}";
        Mfa = new MfaDevice(MfaSerial);
        AccessKeyId = accessKeyId;
        SecretAccessKey = secretAccessKey;
        Credentials = new BasicAWSCredentials(accessKeyId, secretAccessKey);
    }

    /// <summary>The user's ARN, path included.</summary>
    public string Arn { get; }

    /// <summary>The id of the account the user is in; its access key encodes it, as on AWS.</summary>
    public string AccountId { get; }

    /// <summary>The user's key id, <c>AKIA…</c>.</summary>
    public string AccessKeyId { get; }

    /// <summary>The user's long-term credentials, ready to give to any SDK client or chain.</summary>
    public AWSCredentials Credentials { get; }

    /// <summary>The user's tags: <c>aws:PrincipalTag</c> in policies.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>The serial of the user's MFA device, which every user here has.</summary>
    public string MfaSerial { get; }

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

    /// <summary>The identity policies, IAM JSON each; may be replaced while the server runs.</summary>
    /// <exception cref="ArgumentException">Set to something that is no policy.</exception>
    public IReadOnlyList<string> Policies
    {
        get => _policies.Texts;
        set => _policies = PolicySet.Parse(value, nameof(value));
    }

    internal string Partition { get; }

    internal bool IsRoot { get; }

    internal string UserName { get; }

    internal string UserId { get; }

    internal string SecretAccessKey { get; }

    internal MfaDevice Mfa { get; }

    internal IamPolicy? BoundaryDocument
    {
        get => _boundary;
        set => _boundary = value;
    }

    internal IReadOnlyList<IamPolicy> PolicyDocuments => _policies.Documents;

    internal void AttachPolicies(IEnumerable<IamPolicy> policies) =>
        _policies = PolicySet.Create([.. _policies.Documents, .. policies]);

    /// <summary>A code of the user's MFA device that STS will take once.</summary>
    /// <remarks>
    /// The device is a TOTP one (RFC 6238: SHA-1, six digits, 30 seconds) whose secret is the ASCII text of <see cref="MfaSerial"/>, so
    /// that any program can compute its codes. STS takes the codes of two half minutes before now to two after, each once, as AWS does;
    /// this returns the one nearest to now that was not used yet.
    /// </remarks>
    /// <exception cref="InvalidOperationException">All five were used: move the clock on.</exception>
    public string GetMfaCode() => Mfa.NextCode(_clock.Now);

    /// <summary>The user's ARN.</summary>
    public override string ToString() => Arn;
}

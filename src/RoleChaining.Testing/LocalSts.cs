using System.Globalization;
using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>An STS, with a little S3, on this machine, that refuses what AWS refuses.</summary>
/// <remarks>
/// It verifies signatures, evaluates trust and identity policies, and knows the rules of role chaining. Safe for use from many threads;
/// users, roles, policies and faults may change while clients are calling.
/// </remarks>
/// <example>
/// <code>
/// await using LocalSts sts = LocalSts.CreateInMemory();
/// LocalUser alice = sts.AddUser("111111111111", "alice");
/// sts.AddRole("arn:aws:iam::222222222222:role/HubRole", trust: """
///     {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}
///     """);
/// AmazonSecurityTokenServiceConfig config = new();
/// sts.Configure(config);
/// using AmazonSecurityTokenServiceClient client = new(alice.Credentials, config);
/// </code>
/// </example>
public sealed class LocalSts : IAsyncDisposable, IDisposable
{
    private const int BodyLimit = 64 * 1024 * 1024;
    private const int MinMaxSessionSeconds = 3600;
    private const int MaxMaxSessionSeconds = 43200;

    private static int _instances;

    private readonly StsEngine _engine;
    private readonly CancellationTokenSource _stopping = new();
    private HttpClientFactory? _httpClientFactory;
    private KestrelHost? _host;

    private LocalSts(LocalStsOptions options, bool inMemory)
    {
        _engine = new(options);
        int number = Interlocked.Increment(ref _instances);

        // A host name of its own: the SDK remembers a server's clock by its endpoint, for the whole process.
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://sts-{number}.local"));
        if (inMemory)
            _httpClientFactory = new InMemoryHttpClientFactory(new InMemoryHandler(_engine, BodyLimit, _stopping.Token), Endpoint.Host);
    }

    /// <summary>Where the server is.</summary>
    public Uri Endpoint { get; private set; }

    /// <summary>What was asked of the server and how it ended, oldest first: a copy.</summary>
    public IReadOnlyList<StsCall> Calls => _engine.Calls.Calls();

    /// <summary>How far the server's clock, as clients see it, is from the machine's: <c>Date</c>, <c>Expiration</c> and the signature window.</summary>
    /// <value>Default: zero.</value>
    public TimeSpan ClockOffset
    {
        get => _engine.Clock.Offset;
        set => _engine.Clock.Offset = value;
    }

    /// <summary>Sessions issued from now on end after this long at most, sooner than asked; <c>Expiration</c> says so.</summary>
    /// <value>Default: null, as long as asked.</value>
    public TimeSpan? SessionLifetimeCap
    {
        get => _engine.Issuer.LifetimeCap;
        set
        {
            if (value is { } cap)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(cap, TimeSpan.Zero, nameof(value));
            _engine.Issuer.LifetimeCap = value;
        }
    }

    /// <summary>Starts a server on a loopback port.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalSts> StartAsync(Action<LocalStsOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        LocalStsOptions options = Options(configure);
        LocalSts sts = new(options, inMemory: false);
        sts._host = await KestrelHost.StartAsync(sts._engine, options, BodyLimit, sts._stopping.Token, cancellationToken).ConfigureAwait(false);
        sts.Endpoint = sts._host.Endpoint;
        if (sts._host.Certificate is { } certificate)
            sts._httpClientFactory = new TrustingHttpClientFactory(certificate);
        return sts;
    }

    /// <summary>Makes a server without a socket: clients set up by <see cref="Configure"/> reach it through their <see cref="HttpClientFactory"/>.</summary>
    /// <param name="configure">Sets the options.</param>
    public static LocalSts CreateInMemory(Action<LocalStsOptions>? configure = null) => new(Options(configure), inMemory: true);

    /// <summary>Points the client of any AWS service at this server.</summary>
    /// <param name="config">
    /// The client's configuration. Its region, if it has one, stays the one it signs for; else it signs for <c>us-east-1</c>.
    /// </param>
    public void Configure(ClientConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);

        // Setting ServiceURL clears RegionEndpoint, so it is read first.
        string region = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion ?? "us-east-1";
        config.ServiceURL = Endpoint.ToString();
        config.AuthenticationRegion = region;
        if (_httpClientFactory is not null)
            config.HttpClientFactory = _httpClientFactory;
    }

    /// <summary>Adds an IAM user with an access key.</summary>
    /// <param name="accountId">Twelve digits.</param>
    /// <param name="name">The user's name, after a path if it has one: <c>alice</c>, <c>teams/blue/alice</c>.</param>
    /// <param name="accessKeyId">The key id; made up, with the account in it, when null.</param>
    /// <param name="secretAccessKey">The secret; made up when null.</param>
    /// <param name="policies">Identity policies, IAM JSON each. Null makes the user an administrator; an empty list lets it do nothing.</param>
    /// <param name="partition">The partition of the account.</param>
    /// <exception cref="ArgumentException">The user or the key is there already, or a value is not what IAM takes.</exception>
    public LocalUser AddUser(
        string accountId,
        string name,
        string? accessKeyId = null,
        string? secretAccessKey = null,
        IReadOnlyList<string>? policies = null,
        string partition = "aws")
    {
        CheckAccount(accountId);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Arn.IsName(name.AsSpan(name.LastIndexOf('/') + 1)))
            throw new ArgumentException($"'{name}' is not a user name: letters, digits and +=,.@_- up to 64.", nameof(name));
        return AddUser(accountId, name, accessKeyId, secretAccessKey, policies is null ? PolicySet.Administrator : PolicySet.Parse(policies, nameof(policies)), partition, isRoot: false);
    }

    /// <summary>Adds access keys of an account's root user, who may do everything but assume a role.</summary>
    /// <param name="accountId">Twelve digits.</param>
    /// <param name="partition">The partition of the account.</param>
    /// <exception cref="ArgumentException">The account's root user is there already.</exception>
    public LocalUser AddRootUser(string accountId, string partition = "aws")
    {
        CheckAccount(accountId);
        return AddUser(accountId, "root", null, null, PolicySet.Empty, partition, isRoot: true);
    }

    /// <summary>Adds an IAM role.</summary>
    /// <param name="arn">Its ARN, path included.</param>
    /// <param name="trust">Its trust policy, IAM JSON.</param>
    /// <param name="permissions">Its permission policy, IAM JSON; null for none. A role that goes on to one in another account needs it.</param>
    /// <param name="maxSessionDuration">From 1 to 12 hours; null is 1 hour.</param>
    /// <param name="tags">Its tags.</param>
    /// <exception cref="ArgumentException">The role is there already, or a value is not what IAM takes.</exception>
    public LocalRole AddRole(
        string arn,
        string trust,
        string? permissions = null,
        TimeSpan? maxSessionDuration = null,
        IReadOnlyDictionary<string, string>? tags = null) =>
        AddRole(arn, trust, permissions is null ? PolicySet.Empty : PolicySet.Parse([permissions], nameof(permissions)), maxSessionDuration, tags);

    /// <summary>Removes a role; its sessions are then nobody's.</summary>
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
    public LocalOidcProvider AddOidcProvider(string accountId, string issuer, IReadOnlyList<string>? audiences = null, string partition = "aws")
    {
        CheckAccount(accountId);
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"'{issuer}' is not an issuer: an https URL.", nameof(issuer));
        if (audiences is [])
            throw new ArgumentException("A provider needs an audience.", nameof(audiences));
        LocalOidcProvider provider = new(_engine.Clock, partition, accountId, url, audiences is null ? ["sts.amazonaws.com"] : [.. audiences]);
        _engine.Directory.Add(provider);
        return provider;
    }

    /// <summary>Serves a role as an EC2 instance's, by instance metadata version 2.</summary>
    /// <param name="role">A role that trusts <c>ec2.amazonaws.com</c>.</param>
    /// <returns>The environment variables with which any SDK finds it: the endpoint.</returns>
    /// <exception cref="ArgumentException">The role does not trust EC2.</exception>
    /// <exception cref="InvalidOperationException">The server is in memory: SDKs look for metadata over a socket.</exception>
    public IReadOnlyDictionary<string, string> ServeInstanceRole(LocalRole role)
    {
        CheckServed(role, ["ec2.amazonaws.com"], "sts:AssumeRole");
        _engine.Metadata.ServeInstance(role);
        return new Dictionary<string, string> { ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = Endpoint.GetLeftPart(UriPartial.Authority) };
    }

    /// <summary>Serves a role as a container's, as ECS and others do.</summary>
    /// <param name="role">A role that trusts <c>ecs-tasks.amazonaws.com</c> or <c>lambda.amazonaws.com</c>.</param>
    /// <returns>The environment variables with which any SDK finds it: the address and the token that opens it.</returns>
    /// <exception cref="ArgumentException">The role does not trust such a service.</exception>
    /// <exception cref="InvalidOperationException">The server is in memory: SDKs look for credentials over a socket.</exception>
    public IReadOnlyDictionary<string, string> ServeContainerRole(LocalRole role)
    {
        CheckServed(role, ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"], "sts:AssumeRole");
        return ServeContainer(role, Guid.NewGuid().ToString("N"), SessionTags.None);
    }

    /// <summary>Serves a role as a pod's, as EKS Pod Identity does: its session has six tags, and they are transitive.</summary>
    /// <param name="role">A role that trusts <c>pods.eks.amazonaws.com</c> with <c>sts:AssumeRole</c> and <c>sts:TagSession</c>.</param>
    /// <param name="namespace">The pod's namespace, tag <c>kubernetes-namespace</c>.</param>
    /// <param name="serviceAccount">The pod's service account, tag <c>kubernetes-service-account</c>.</param>
    /// <returns>The environment variables with which any SDK finds it: the address and the token that opens it.</returns>
    /// <exception cref="ArgumentException">The role does not trust EKS so.</exception>
    /// <exception cref="InvalidOperationException">The server is in memory: SDKs look for credentials over a socket.</exception>
    /// <remarks>https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html</remarks>
    public IReadOnlyDictionary<string, string> ServePodRole(LocalRole role, string @namespace = "default", string serviceAccount = "default")
    {
        ArgumentException.ThrowIfNullOrEmpty(@namespace);
        ArgumentException.ThrowIfNullOrEmpty(serviceAccount);
        CheckServed(role, ["pods.eks.amazonaws.com"], "sts:AssumeRole");
        CheckServed(role, ["pods.eks.amazonaws.com"], "sts:TagSession");
        string pod = Guid.NewGuid().ToString();
        SessionTags tags = new(
        [
            new("eks-cluster-arn", $"arn:{role.Partition}:eks:us-east-1:{role.AccountId}:cluster/local"),
            new("eks-cluster-name", "local"),
            new("kubernetes-namespace", @namespace),
            new("kubernetes-service-account", serviceAccount),
            new("kubernetes-pod-name", "pod"),
            new("kubernetes-pod-uid", pod),
        ]);
        return ServeContainer(role, "eks-local-pod-" + pod, tags);
    }

    /// <summary>Adds users, roles and providers from JSON.</summary>
    /// <param name="json">
    /// <c>{"users": [{"account", "name", "accessKeyId", "secretAccessKey", "policies": [IAM JSON]}], "roles": [{"arn", "trust": IAM JSON,
    /// "policies": [IAM JSON], "maxSessionDuration": seconds, "tags": {}}], "oidcProviders": [{"account", "issuer", "audiences": []}]}</c>.
    /// What may be left out is what is optional in <see cref="AddUser(string, string, string?, string?, IReadOnlyList{string}?, string)"/> and its like.
    /// </param>
    /// <exception cref="FormatException">It cannot be read, or holds a key that is not known; the message says where.</exception>
    public void Load(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        ConfigurationFile.Load(this, json);
    }

    /// <summary>What an account's CloudTrail would hold of the calls to STS, oldest first: JSON each.</summary>
    /// <param name="accountId">The account.</param>
    /// <remarks>
    /// An AssumeRole across accounts is in both trails with one <c>sharedEventID</c>; one that was refused is in the caller's alone.
    /// Session tokens and external ids, which AWS records, are left out.
    /// </remarks>
    public IReadOnlyList<string> CloudTrailEvents(string accountId)
    {
        CheckAccount(accountId);
        return CloudTrail.Events(_engine.Calls.Entries(), accountId);
    }

    /// <summary>Adds a managed policy, which <c>PolicyArns</c> of a request can name.</summary>
    /// <param name="arn">Its ARN, such as <c>arn:aws:iam::222222222222:policy/ReadOnly</c>.</param>
    /// <param name="policy">IAM JSON.</param>
    /// <exception cref="ArgumentException">It is no policy.</exception>
    public void AddPolicy(string arn, string policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(arn);
        _engine.Directory.AddPolicy(arn, PolicySet.ParseOne(policy, PolicyKind.Identity, nameof(policy)));
    }

    /// <summary>Makes something go wrong from now on.</summary>
    /// <param name="fault">What.</param>
    /// <param name="when">Which calls it may strike; it sees a call before it is decided, so without a status. Null is every call.</param>
    /// <param name="count">How many calls it strikes; null is no end.</param>
    /// <param name="probability">How likely it is to strike a call, from 0 to 1.</param>
    /// <returns>Disposing it takes the fault away.</returns>
    /// <remarks>
    /// Faults are tried in the order they were added. Every wait that strikes is waited for; the first other fault that strikes ends the
    /// call. A call struck is among <see cref="Calls"/> with the fault's code.
    /// </remarks>
    public IDisposable AddFault(StsFault fault, Func<StsCall, bool>? when = null, int? count = null, double probability = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (count is { } number)
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(count));
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        return _engine.Faults.Add(fault, when, count, probability);
    }

    /// <summary>Ends a session at once: STS then answers <c>InvalidClientTokenId</c>, S3 <c>InvalidToken</c>.</summary>
    /// <param name="accessKeyId">The session's key id.</param>
    /// <returns>Whether there was such a session.</returns>
    public bool RevokeSession(string accessKeyId)
    {
        ArgumentNullException.ThrowIfNull(accessKeyId);
        return _engine.Sessions.Revoke(accessKeyId);
    }

    /// <summary>Forgets the <see cref="Calls"/> so far.</summary>
    public void ClearCalls() => _engine.Calls.Clear();

    /// <summary>Stops the server; calls held or stalled end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_host is { } host)
            await host.DisposeAsync().ConfigureAwait(false);
        (_httpClientFactory as IDisposable)?.Dispose();
    }

    /// <summary>Stops the server; calls held or stalled end.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal StsEngine Engine => _engine;

    internal LocalRole AddRole(string arn, string trust, PolicySet policies, TimeSpan? maxSessionDuration, IReadOnlyDictionary<string, string>? tags)
    {
        ArgumentNullException.ThrowIfNull(arn);
        ArgumentNullException.ThrowIfNull(trust);
        if (!Arn.TryParseRole(arn, out Arn? parsed))
            throw new ArgumentException($"'{arn}' is not the ARN of a role, as in arn:aws:iam::222222222222:role/HubRole.", nameof(arn));
        TimeSpan longest = maxSessionDuration ?? TimeSpan.FromSeconds(MinMaxSessionSeconds);
        if (longest.TotalSeconds is < MinMaxSessionSeconds or > MaxMaxSessionSeconds)
            throw new ArgumentOutOfRangeException(nameof(maxSessionDuration), longest, "A role's MaxSessionDuration is from 1 to 12 hours.");
        LocalRole role = new(
            _engine.Clock,
            parsed,
            trust,
            policies,
            longest,
            tags is null ? new Dictionary<string, string>() : new Dictionary<string, string>(tags),
            _engine.Clock.Now + _engine.Clock.PropagationDelay);
        _engine.Directory.Add(role);
        return role;
    }

    private static LocalStsOptions Options(Action<LocalStsOptions>? configure)
    {
        LocalStsOptions options = new();
        configure?.Invoke(options);
        options.Validate();
        return options;
    }

    private static void CheckAccount(string accountId)
    {
        ArgumentNullException.ThrowIfNull(accountId);
        if (!Arn.IsAccountId(accountId))
            throw new ArgumentException($"'{accountId}' is not an account id: twelve digits.", nameof(accountId));
    }

    private void CheckServed(LocalRole role, string[] services, string action)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (_host is null)
            throw new InvalidOperationException("SDKs look for metadata over a socket: start the server with StartAsync.");
        bool trusted = role.TrustAt(DateTimeOffset.MaxValue)!.Statements.Any(statement =>
            !statement.IsDeny && statement.CoversAction(action) && statement.Principals!.Services.Any(services.Contains));
        if (!trusted)
            throw new ArgumentException($"The role's trust policy does not let {string.Join(" or ", services)} do {action}.", nameof(role));
    }

    private Dictionary<string, string> ServeContainer(LocalRole role, string sessionName, SessionTags tags)
    {
        (string path, string token) = _engine.Metadata.ServeContainer(role, sessionName, tags);
        return new()
        {
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = new Uri(Endpoint, path).ToString(),
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token,
        };
    }

    private LocalUser AddUser(string accountId, string name, string? accessKeyId, string? secretAccessKey, PolicySet policies, string partition, bool isRoot)
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
            isRoot);
        _engine.Directory.Add(user);
        return user;
    }
}

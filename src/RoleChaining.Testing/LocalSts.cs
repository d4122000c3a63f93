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
public sealed partial class LocalSts : IAsyncDisposable, IDisposable
{
    private const int BodyLimit = 64 * 1024 * 1024;

    private static int _instances;

    private readonly StsEngine _engine;
    private readonly CancellationTokenSource _stopping = new();
    private readonly InMemoryHandler? _handler;
    private HttpClientFactory? _httpClientFactory;
    private KestrelHost? _host;
    private long _callsWritten;

    private LocalSts(LocalStsOptions options, bool inMemory)
    {
        options.Validate(inMemory);
        _engine = new(options);
        int number = Interlocked.Increment(ref _instances);

        // A host name of its own: the SDK remembers a server's clock by its endpoint, for the whole process.
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://sts-{number}.local"));
        if (inMemory)
        {
            _handler = new InMemoryHandler(_engine, BodyLimit, _stopping.Token);
            _httpClientFactory = new InMemoryHttpClientFactory(_handler, Endpoint.Host);
        }
    }

    /// <summary>Where the server is.</summary>
    public Uri Endpoint { get; private set; }

    /// <summary>
    /// Where programs in any language control the server; <see langword="null"/> without <see cref="LocalStsOptions.ControlToken"/>. The
    /// README of this package lists what there is.
    /// </summary>
    public Uri? ControlEndpoint { get; private set; }

    /// <summary>What was asked of the server and how it ended, in the order it was decided: a copy.</summary>
    public IReadOnlyList<StsCall> Calls => _engine.Calls.Calls();

    /// <summary>
    /// How far the server's clock, as clients see it, is from the machine's: <c>Date</c>, <c>Expiration</c> and the signature window.
    /// </summary>
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
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(cap, TimeSpan.Zero, nameof(value));
            }

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
        ControlService? control = options.ControlToken is { } token ? new(sts, token) : null;
        KestrelApplication application = new(sts._engine, BodyLimit, control, sts._stopping.Token);
        sts._host = await KestrelHost.StartAsync(
            application, options.Port, options.UseHttps, cancellationToken).ConfigureAwait(false);
        sts.Endpoint = sts._host.Endpoint;
        if (control is not null)
        {
            sts.ControlEndpoint = new Uri(sts.Endpoint, ControlService.Path + "/");
        }

        if (sts._host.Certificate is { } certificate)
        {
            sts._httpClientFactory = new TrustingHttpClientFactory(certificate);
        }

        return sts;
    }

    /// <summary>
    /// Makes a server without a socket: clients set up by <see cref="Configure"/> reach it through their <see cref="HttpClientFactory"/>.
    /// </summary>
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
        {
            config.HttpClientFactory = _httpClientFactory;
        }
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

    /// <summary>
    /// Writes the calls to STS since the last writing as CloudTrail does to a bucket: gzip files in
    /// <c>AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD</c>, for every account that has events.
    /// </summary>
    /// <param name="folder">The folder; it is made where it is not there.</param>
    /// <param name="cancellationToken">Ends the writing; what was not written is not written later.</param>
    /// <returns>The files that were written: none where nothing was called.</returns>
    /// <remarks>
    /// Not for two calls at once. Calls beyond <see cref="LocalStsOptions.CallHistoryLimit"/> since the last writing are lost.
    /// </remarks>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public Task<IReadOnlyList<string>> WriteCloudTrailAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (var entries, _callsWritten) = _engine.Calls.EntriesAfter(_callsWritten);
        return TrailFolder.WriteAsync(folder, entries, _engine.Clock.Now, cancellationToken);
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
        _handler?.Stop();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_host is { } host)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }

        (_httpClientFactory as IDisposable)?.Dispose();
    }

    /// <summary>Stops the server; calls held or stalled end.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal StsEngine Engine => _engine;

    private static LocalStsOptions Options(Action<LocalStsOptions>? configure)
    {
        LocalStsOptions options = new();
        configure?.Invoke(options);
        return options;
    }
}

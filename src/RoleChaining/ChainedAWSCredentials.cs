using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using RoleChaining.Diagnostics;
using RoleChaining.Planning;
using RoleChaining.Requests;
using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining;

/// <summary>
/// AWS credentials at the end of a chain of roles. They are obtained when first read and refresh themselves before they expire; the
/// reader of a warm chain never waits. Thread-safe: make one per chain and share it between all clients.
/// </summary>
/// <remarks>
/// Credentials are read by every request of an AWS client, so a warm read takes no lock and allocates nothing. Prefer
/// <see cref="WarmUpAsync"/> at start-up to a first request that waits. Disposing of it ends this handle only: sessions that other
/// chains share live on.
/// <para>
/// A client that is given these credentials makes each try of a request with one session, the newest, and tries once more when the
/// service rejects it. The AWS SDK by itself can send the token of one session with the signature of the next. The
/// <see cref="AppContext"/> switch <c>RoleChaining.DisableRequestHandlers</c>, set before the first chain is built, leaves clients as the
/// SDK makes them.
/// </para>
/// </remarks>
[DebuggerDisplay("{Chain}")]
public sealed class ChainedAWSCredentials : AWSCredentials, IDisposable
{
    private readonly Lock _gate = new();
    private ChainBranch _branch;

    /// <summary>The branch's leaf, so that a warm read is one step shorter; null once disposed of.</summary>
    private SessionNode? _leaf;

    internal ChainedAWSCredentials(ChainBranch branch)
    {
        RequestHandlers.Register();
        _branch = branch;
        _leaf = branch.Leaf;
        _leaf.Hold();
    }

    /// <summary>
    /// The plan: the hops with their settings and what they inherit. In a container it changes with the chain's options, once the new
    /// sessions are there.
    /// </summary>
    public RoleChain Chain => Volatile.Read(ref _branch).Chain;

    /// <summary>How every hop's session stands. A snapshot without secrets; costs no call.</summary>
    public ChainStatus Status => StatusOrNull ?? throw Disposed();

    /// <summary>
    /// When the session that is held expires, by this machine's clock; null when there is none yet. Setting it does nothing.
    /// </summary>
    public override DateTime? Expiration
    {
        get => Leaf.State.Session is { HasKnownExpiry: true } session ? session.ExpiresAt.UtcDateTime : null;
        set { }
    }

    private SessionNode Leaf => _leaf ?? ThrowDisposed();

    /// <summary>The node of the last hop; null once disposed of.</summary>
    internal SessionNode? LeafOrNull => _leaf;

    /// <summary>The plan of this moment with its nodes; a reload moves the chain to another one.</summary>
    internal ChainBranch Branch => _leaf is null ? throw Disposed() : Volatile.Read(ref _branch);

    /// <summary>
    /// The final hop's credentials. Returns at once while the session is usable; otherwise blocks the calling thread while the chain is
    /// assumed.
    /// </summary>
    /// <exception cref="RoleChainException">No session is to be had, and none that could still be served.</exception>
    /// <exception cref="ObjectDisposedException">These credentials were disposed of.</exception>
    public override ImmutableCredentials GetCredentials()
    {
        SessionNode leaf = Leaf;
        return leaf.TryRead() is { } session ? session.Credentials : Block();
    }

    /// <inheritdoc cref="GetCredentialsAsync(CancellationToken)"/>
    public override Task<ImmutableCredentials> GetCredentialsAsync() => GetCredentialsAsync(CancellationToken.None);

    /// <summary>The final hop's credentials. Completes at once while the session is usable.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; the refresh goes on for the others.</param>
    /// <exception cref="RoleChainException">No session is to be had, and none that could still be served.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">These credentials were disposed of.</exception>
    public Task<ImmutableCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        SessionNode leaf = Leaf;
        return leaf.TryRead() is { } session && !cancellationToken.IsCancellationRequested
            ? session.CredentialsTask
            : ReadAsync(TimeSpan.Zero, async: true, cancellationToken).AsTask();
    }

    /// <summary>
    /// The final hop's credentials with at least so much life left, for what is signed now and used later: presigned URLs, database
    /// tokens. Refreshes first where less is left. When AWS issues a session shorter than asked, that one is returned.
    /// </summary>
    /// <param name="minimumLifetime">Not negative, and no longer than the final hop's sessions last.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The final hop's sessions never last so long.</exception>
    /// <exception cref="RoleChainException">A longer session is not to be had now.</exception>
    public Task<ImmutableCredentials> GetCredentialsAsync(TimeSpan minimumLifetime, CancellationToken cancellationToken)
    {
        CheckLifetime(minimumLifetime);
        return ReadAsync(minimumLifetime, async: true, cancellationToken).AsTask();
    }

    /// <summary>
    /// These credentials, with at least so much life left at every read: for what is signed now and used later, such as presigned URLs and
    /// the tokens of databases and of Kafka. The view ends with this object, and is as thread-safe.
    /// </summary>
    /// <param name="minimumLifetime">Not negative, and no longer than the final hop's sessions last.</param>
    /// <exception cref="ArgumentOutOfRangeException">The final hop's sessions never last so long.</exception>
    public AWSCredentials WithMinimumLifetime(TimeSpan minimumLifetime)
    {
        CheckLifetime(minimumLifetime);
        return new MinimumLifetimeCredentials(this, minimumLifetime);
    }

    /// <summary>As <see cref="GetCredentialsAsync(TimeSpan, CancellationToken)"/>, on the calling thread.</summary>
    internal ImmutableCredentials GetCredentials(TimeSpan minimumLifetime) =>
        ReadAsync(minimumLifetime, async: false, CancellationToken.None).Completed();

    /// <summary>Obtains the sessions of all hops now, so that the first request finds them.</summary>
    /// <inheritdoc cref="GetCredentialsAsync(CancellationToken)"/>
    public Task WarmUpAsync(CancellationToken cancellationToken = default) => GetCredentialsAsync(cancellationToken);

    /// <summary>Drops the final hop's session: the next read obtains a new one. The sessions of earlier hops stay.</summary>
    public void Invalidate() => Leaf.Invalidate(accessKeyId: null);

    /// <summary>
    /// Drops the final hop's session if it is the one with this access key id, so that a late caller cannot drop its successor.
    /// </summary>
    /// <returns>Whether it was.</returns>
    public bool Invalidate(string accessKeyId)
    {
        ArgumentNullException.ThrowIfNull(accessKeyId);
        return Leaf.Invalidate(accessKeyId);
    }

    /// <summary>
    /// Drops the sessions of this chain's hops, those that other chains share included: after AWS's "revoke active sessions" on a role in
    /// the middle, or after a change of the source. The next read obtains new ones.
    /// </summary>
    /// <param name="allHops">False drops the final hop's session only, as <see cref="Invalidate()"/> does.</param>
    public void Invalidate(bool allHops)
    {
        SessionNode? node = Leaf;
        do
        {
            node.Invalidate(accessKeyId: null);
            node = node.Issuer.Parent;
        }
        while (allHops && node is { Issuer.HopNumber: > 0 });
    }

    /// <summary>A new chain with one hop more that shares the sessions of this one.</summary>
    /// <param name="roleArn">The role to assume from this chain's final session.</param>
    /// <param name="configure">Further settings of the hop.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The hop breaks a rule; every error is listed.</exception>
    public ChainedAWSCredentials AssumeRole(string roleArn, Action<RoleHopOptions>? configure = null)
    {
        ObjectDisposedException.ThrowIf(_leaf is null, this);
        RoleHopOptions hop = new() { RoleArn = roleArn };
        configure?.Invoke(hop);
        return Extend([hop]);
    }

    /// <summary>What lives as long as somebody holds these credentials: a pool's entry, so that it is never evicted while in use.</summary>
    internal object? KeptAlive { get; set; }

    /// <summary>The hops that this chain was extended from; 0 for a chain of its own.</summary>
    internal int ExtendedFrom { get; private init; }

    internal bool IsDisposed => _leaf is null;

    internal bool IsServing => StatusOrNull is { IsServing: true };

    /// <summary>The status; null once disposed of.</summary>
    internal ChainStatus? StatusOrNull
    {
        get
        {
            if (IsDisposed)
            {
                return null;
            }

            ChainBranch branch = Volatile.Read(ref _branch);
            return ChainStatusReader.Read(branch.Chain, branch.Leaf, branch.Tree.Context);
        }
    }

    /// <summary>The failure of the last refresh; null when it succeeded.</summary>
    internal RoleChainException? LastFailure
    {
        get
        {
            ChainBranch branch = Branch;
            return branch.Leaf.State.LastFailure is { } failure ? ChainExceptions.Create(failure, branch.Chain) : null;
        }
    }

    /// <summary>Whether sessions are kept beyond this process.</summary>
    internal bool HasSessionCache => _branch.Tree.Context.Cache is not null;

    internal TimeProvider Clock => _branch.Tree.Context.Clock;

    internal ChainedAWSCredentials Extend(IReadOnlyList<RoleHopOptions> hops, string? tenant = null)
    {
        ChainBranch branch = Branch;
        RoleChain longer = ChainPlanner.Extend(branch.Chain, hops, branch.Source, branch.Tree.Context.Refresh, tenant);
        return new ChainedAWSCredentials(new ChainBranch(branch.Tree, longer, branch.Source)) { ExtendedFrom = branch.Chain.Hops.Count };
    }

    /// <summary>Goes on with another plan. Requests under way keep the session that they have.</summary>
    internal void MoveTo(ChainBranch branch)
    {
        lock (_gate)
        {
            if (_leaf is { } leaf)
            {
                branch.Leaf.Hold();
                Volatile.Write(ref _branch, branch);
                _leaf = branch.Leaf;
                leaf.Release();
            }
        }
    }

    /// <summary>Ends this handle and the sessions of the hops that it was extended by, except where other chains use them.</summary>
    /// <returns>Whether the session has ended by which processes hear of removals.</returns>
    internal bool Forget(ForgetReason reason = ForgetReason.Removed)
    {
        SessionNode? leaf = _leaf;
        Dispose();
        for (SessionNode? node = leaf; IsOwn(node) && !node.IsHeld; node = node.Issuer.Parent)
        {
            node.Remove(reason);
        }

        SessionNode? told = FindShared(leaf);
        if (told is { IsHeld: true } && reason == ForgetReason.Removed)
        {
            told.Issuer.TellRemoved();
        }

        return told is { IsHeld: false };
    }

    /// <summary>Ends this when another process removes the tenant whose credentials these are.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="since">A time stamp of the clock: when it began to be looked up.</param>
    internal void WatchRemoval(IRemovable tenant, long since) => FindShared(Branch.Leaf)?.Issuer.Removal?.Add(tenant, since);

    /// <summary>The last hop of the tenant's own whose sessions are shared; null where none are.</summary>
    private SessionNode? FindShared(SessionNode? leaf)
    {
        SessionNode? node = leaf;
        while (IsOwn(node) && node.Issuer.Removal is null)
        {
            node = node.Issuer.Parent;
        }

        return IsOwn(node) ? node : null;
    }

    private bool IsOwn([NotNullWhen(true)] SessionNode? node) => node?.Issuer.HopNumber > ExtendedFrom;

    /// <summary>The keys of the hops' sessions in a cache; null where only the source's own credentials would tell, and are not read.</summary>
    internal async Task<IReadOnlyList<string?>> FindCacheKeysAsync(CancellationToken cancellationToken)
    {
        List<string?> keys = [];
        for (SessionNode node = Leaf; node.Issuer.Parent is { } parent; node = parent)
        {
            keys.Insert(0, await node.Issuer.FindCacheKeyAsync(async: true, cancellationToken).ConfigureAwait(false));
        }

        return keys;
    }

    /// <inheritdoc cref="SessionTree.FindStsAddress"/>
    internal Uri? FindStsAddress(RoleHop hop) => _branch.Tree.FindStsAddress(hop);

    /// <summary>Lets go of the sessions that no other chain shares. Reading afterwards throws.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _leaf?.Release();
            _leaf = null;
        }
    }

    /// <summary>The roles in order; no secret.</summary>
    public override string ToString() => Chain.ToString();

    /// <summary>A service has rejected this session: whether the request should be tried again with the one that is current then.</summary>
    internal bool Reject(string accessKeyId) => Leaf.Reject(accessKeyId);

    private void CheckLifetime(TimeSpan minimumLifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumLifetime, TimeSpan.Zero);
        if (Chain.Hops is [.., { } final] && minimumLifetime > (final.Duration ?? RoleChainDefaults.Duration))
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumLifetime),
                minimumLifetime,
                $"The sessions of hop {final.Number} ({final.RoleArn}) last {final.Duration ?? RoleChainDefaults.Duration}. Ask for less, or set a longer Duration where the chain allows it.");
        }
    }

    private async ValueTask<ImmutableCredentials> ReadAsync(TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        ChainBranch branch = Branch;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (await branch.Leaf.ReadAsync(minimumLifetime, async, cancellationToken).ConfigureAwait(false)).Credentials;
        }
        catch (HopFailedException e)
        {
            throw ChainExceptions.Create(e.Failure, branch.Chain);
        }
    }

    // Not part of a warm read, which would pay for the frame that this needs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ImmutableCredentials Block() => ReadAsync(TimeSpan.Zero, async: false, CancellationToken.None).Completed();

    // Apart, or else no read would have the leaf without a call.
    [DoesNotReturn]
    private static SessionNode ThrowDisposed() => throw Disposed();

    private static ObjectDisposedException Disposed() =>
        new(nameof(ChainedAWSCredentials), "These chained credentials have been disposed of.");
}

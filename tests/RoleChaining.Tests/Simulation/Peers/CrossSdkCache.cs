namespace RoleChaining.Simulation.Peers;

/// <summary>
/// AWS's cross-SDK behaviour of 2026: windows by lifetime, the advisory winner refreshes inline, a passing failure serves what is cached,
/// expired or not, and leaves STS alone for 5 to 10 minutes, a denial is raised at once and remembered for 1 to 5 seconds.
/// </summary>
internal sealed class CrossSdkCache(SimContext context, Func<Task<PeerSession>> load) : PeerCache(context, load)
{
    private static readonly TimeSpan Mandatory = TimeSpan.FromMinutes(1);

    private DateTimeOffset _aloneUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _deniedUntil = DateTimeOffset.MinValue;
    private PeerFailure? _denial;
    private bool _invalidated;

    private TimeSpan Advisory => TimeSpan.FromMinutes(Held!.Lifetime.TotalMinutes switch { <= 20 => 5, < 90 => 15, _ => 60 });

    private bool MustWait => Held is null || _invalidated || Left <= Mandatory;

    public override async Task<PeerSession> GetAsync()
    {
        if (Settled() is { } held)
        {
            return held;
        }

        if (!MustWait && !Gate.TryEnter())
        {
            return Held!;
        }

        if (MustWait)
        {
            await Gate.EnterAsync().ConfigureAwait(false);
        }

        try
        {
            return Settled() ?? await RefreshAsync().ConfigureAwait(false);
        }
        finally
        {
            Gate.Leave();
        }
    }

    public override bool Reject(string key)
    {
        _invalidated |= Held?.Key == key;
        return true;
    }

    /// <summary>What needs no call: a session with time left, any session while STS is left alone, a denial that is remembered.</summary>
    private PeerSession? Settled()
    {
        if (Held is { } held && ((!_invalidated && Left > Advisory) || Now < _aloneUntil))
        {
            return held;
        }

        return Now < _deniedUntil ? throw _denial! : null;
    }

    private async Task<PeerSession> RefreshAsync()
    {
        try
        {
            PeerSession session = await LoadAsync().ConfigureAwait(false);
            _invalidated = false;
            return session;
        }
        catch (PeerFailure failure) when (failure.IsTransient && Held is not null)
        {
            _aloneUntil = Now + TimeSpan.FromSeconds(300 + (300 * Random));
            return Held;
        }
        catch (PeerFailure failure) when (!failure.IsTransient)
        {
            (_denial, _deniedUntil) = (failure, Now + TimeSpan.FromSeconds(1 + (4 * Random)));
            throw;
        }
    }
}

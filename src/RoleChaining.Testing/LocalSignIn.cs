namespace RoleChaining.Testing;

/// <summary>
/// The federation endpoint of AWS's sign-in, on a loopback port. It gives sign-in tokens for the role sessions of a
/// <see cref="LocalSts"/>, and sends a browser that has one on to the console.
/// </summary>
/// <remarks>
/// <para>
/// It refuses what AWS refuses: long-term keys, GetSessionToken's sessions, sessions that have ended; a <c>SessionDuration</c> that is not
/// from 15 minutes to 12 hours, or is for a session that a user's long-term key did not obtain; a sign-in token of more than 15 minutes;
/// a destination outside the consoles of the session's partition; in <c>aws-us-gov</c>, any method but GET.
/// </para>
/// <para>
/// Who obtained a session is looked up in the calls that the STS remembers: after <see cref="LocalSts.ClearCalls"/> every session counts
/// as a chained one. Safe for use from many threads.
/// </para>
/// <para>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html</para>
/// </remarks>
public sealed class LocalSignIn : IAsyncDisposable
{
    private readonly KestrelHost _host;
    private readonly SignInService _service;

    private LocalSignIn(KestrelHost host, SignInService service)
    {
        _host = host;
        _service = service;
    }

    /// <summary>Where it is; what is asked is <c>/federation</c> there.</summary>
    public Uri Endpoint => _host.Endpoint;

    /// <summary>What was asked and how it ended, in order: a copy.</summary>
    public IReadOnlyList<SignInCall> Calls => _service.Calls();

    /// <summary>Starts it on any free loopback port.</summary>
    /// <param name="sts">The STS whose sessions sign in. It stays its owner's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LocalSignIn> StartAsync(LocalSts sts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sts);
        SignInService service = new(sts.Engine);
        return new LocalSignIn(
            await KestrelHost.StartAsync(new SignInApplication(service), port: 0, useHttps: false, cancellationToken).ConfigureAwait(false),
            service);
    }

    /// <summary>Stops it.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

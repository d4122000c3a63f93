namespace RoleChaining.Testing;

/// <summary>How a <see cref="LocalSts"/> is set up.</summary>
public sealed class LocalStsOptions
{
    private const int MinTokenLength = 16;

    /// <summary>The clock the rules run on: expiry of sessions, propagation of roles, added latency, MFA codes.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    /// <remarks>
    /// SDK clients sign with the machine's clock whatever a test does, so what they see of time is the machine's: the <c>Date</c> header,
    /// and <c>Expiration</c>, which is as far from <c>Date</c> as the session's end is from now on this clock. A signature may be 15
    /// minutes away from the machine's time or from this clock's. Under a fake clock, a client that works with <c>Expiration - Date</c> is
    /// thus right at all times, and no client believes its own clock wrong.
    /// </remarks>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The loopback port to listen on.</summary>
    /// <value>Default: 0, any free port.</value>
    public int Port { get; set; }

    /// <summary>
    /// Listens with TLS, under a certificate made for the occasion that clients set up by <see cref="LocalSts.Configure"/> trust.
    /// </summary>
    /// <value>Default: false.</value>
    public bool UseHttps { get; set; }

    /// <summary>How long a new role, or a changed trust policy, takes to be seen, as on AWS where it is some seconds.</summary>
    /// <value>Default: no time.</value>
    public TimeSpan PropagationDelay { get; set; }

    /// <summary>
    /// Whether trust policies are about the users and roles there are, as on AWS: one that names a user or a role that is not there is
    /// refused, and one that names a role which is then removed no longer holds, even when a role of the same name is added again.
    /// </summary>
    /// <value>Default: false: a trust policy names whom it likes, and is about names.</value>
    /// <remarks>
    /// IAM keeps a principal of a trust policy by its unique id. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">principals that are
    /// roles</see>. Accounts are always there, and so are the principals of a snapshot.
    /// </remarks>
    public bool StrictPrincipals { get; set; }

    /// <summary>Seeds the dice of faults with a probability, so that a failing run can be repeated.</summary>
    /// <value>Default: 1.</value>
    public int RandomSeed { get; set; } = 1;

    /// <summary>
    /// Opens <see cref="LocalSts.ControlEndpoint"/>, where programs in any language add faults, end sessions, move the clock, change
    /// accounts, ask for web identity tokens, and read calls and CloudTrail records. They send this as <c>Authorization: Bearer</c>.
    /// </summary>
    /// <value>Default: null, there is no such address. Otherwise sixteen visible ASCII characters at least.</value>
    /// <remarks>For <see cref="LocalSts.StartAsync"/> alone: without a port there is nobody to ask.</remarks>
    public string? ControlToken { get; set; }

    /// <summary>How many calls are remembered; the oldest are forgotten first.</summary>
    /// <value>Default: 100,000.</value>
    public int CallHistoryLimit { get; set; } = 100_000;

    internal void Validate(bool inMemory)
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(PropagationDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(CallHistoryLimit);
        if (ControlToken is null)
        {
            return;
        }

        if (inMemory)
        {
            throw new ArgumentException($"{nameof(ControlToken)} is for a server on a port: start it with {nameof(LocalSts.StartAsync)}.");
        }

        if (ControlToken.Length < MinTokenLength || ControlToken.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException($"{nameof(ControlToken)} is to have {MinTokenLength} visible ASCII characters at least.");
        }
    }
}

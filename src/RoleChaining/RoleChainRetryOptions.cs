namespace RoleChaining;

/// <summary>
/// How one hop's AssumeRole is tried while a reader waits for it. A background refresh makes one attempt only; its retry is the
/// failure delay of <see cref="RoleChainRefreshOptions"/>.
/// </summary>
public sealed class RoleChainRetryOptions
{
    /// <summary>The most attempts of one hop, the first included: at least 1.</summary>
    /// <value>Default 3.</value>
    public int MaxAttempts { get; set; } = RoleChainDefaults.MaxAttempts;

    /// <summary>
    /// The delay before the second attempt; it doubles with every further one, with jitter. After <c>Throttling</c> it is ten times as long,
    /// because STS counts calls by the second: half to one second, then one to two. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">STS's 600 requests a second</see>.
    /// </summary>
    /// <value>Default 100 milliseconds.</value>
    public TimeSpan BaseDelay { get; set; } = RoleChainDefaults.BaseDelay;

    /// <summary>The longest delay between two attempts.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan MaxDelay { get; set; } = RoleChainDefaults.MaxDelay;

    /// <summary>
    /// The time one attempt may take, the response's body included. The one attempt of a refresh in the background, for which nobody
    /// waits, has <see cref="TotalTimeout"/> (shared between the regions, where there are several).
    /// </summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan AttemptTimeout { get; set; } = RoleChainDefaults.AttemptTimeout;

    /// <summary>
    /// The time all attempts of one hop may take together, the waits between them included. It does not run while the hop waits for its
    /// turn (calls of one account go 50 at a time and 440 a second, so that a fan-out stays below STS's quota) or for an MFA code: a
    /// refresh with all its waiting ends after a minute, or after five where a person types. <see cref="PropagationTimeout"/> and the waits for
    /// a session cache come on top, for each hop.
    /// </summary>
    /// <value>Default 15 seconds.</value>
    public TimeSpan TotalTimeout { get; set; } = RoleChainDefaults.TotalTimeout;

    /// <summary>
    /// How long a hop that has never had a session tries again although STS denies it or does not know the caller's key: a role, a policy
    /// or a key that was made a moment ago takes some seconds to work everywhere. Comes on top of <see cref="TotalTimeout"/>, for readers
    /// that wait. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency"> changes
    /// that are not immediately visible</see>.
    /// </summary>
    /// <value>Default zero: a denial is a denial. Five minutes at most.</value>
    public TimeSpan PropagationTimeout { get; set; }

    /// <summary>
    /// Whether a failed call to STS may succeed if it is made again: for <c>ShouldHandle</c> of a pipeline of the caller's own
    /// (<see cref="RoleChainBuilder.WithResiliencePipeline"/>), which would else retry denials too.
    /// </summary>
    public static bool IsTransient(Exception? exception) => exception is Diagnostics.HopFailedException { Failure.IsTransient: true };

    /// <summary>Every setting, for comparing.</summary>
    internal IEnumerable<object?> Settings => [MaxAttempts, BaseDelay, MaxDelay, AttemptTimeout, TotalTimeout, PropagationTimeout];

    internal RoleChainRetryOptions Copy() => (RoleChainRetryOptions)MemberwiseClone();
}

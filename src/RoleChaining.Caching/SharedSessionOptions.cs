namespace RoleChaining.Caching;

/// <summary>
/// How sessions are shared beyond the process. In a container they are read at each use, so that a change is one at once.
/// </summary>
public sealed class SharedSessionOptions
{
    private string _generation = "";
    private TimeSpan _lockTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Part of every entry's identity. Another text voids all kept sessions at once: nobody finds those of another generation. What a
    /// process holds already stays until its next refresh.
    /// </summary>
    /// <value>Default empty. Any text.</value>
    public string Generation
    {
        get => _generation;
        set => _generation = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// How long a process waits for another one that is obtaining the session, where an <c>IDistributedLockProvider</c> is registered.
    /// After that it asks STS itself, so this is what a process that died with a lock costs the others. While STS throttles its calls, it
    /// waits for up to five seconds: the other process waits for its next attempt, and a call beside it would most likely be refused.
    /// </summary>
    /// <value>Default one second; from zero, which uses no locks, to 30 seconds.</value>
    public TimeSpan LockTimeout
    {
        get => _lockTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromSeconds(30));
            _lockTimeout = value;
        }
    }
}

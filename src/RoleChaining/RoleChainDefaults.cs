namespace RoleChaining;

/// <summary>
/// The defaults of a chain's options, but for the advisory window, which depends on the session's lifetime. AWS's own limits are in the
/// documentation of each option.
/// </summary>
public static class RoleChainDefaults
{
    /// <summary>The mandatory window: 1 minute.</summary>
    public static readonly TimeSpan MandatoryWindow = TimeSpan.FromMinutes(1);

    /// <summary>The part of the advisory window over which refreshes are spread: a tenth.</summary>
    public const double JitterFraction = 0.1;

    /// <summary>1 second.</summary>
    public static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(1);

    /// <summary>60 seconds.</summary>
    public static readonly TimeSpan MaxFailureDelay = TimeSpan.FromSeconds(60);

    /// <summary>5 seconds.</summary>
    public static readonly TimeSpan MaxUrgentFailureDelay = TimeSpan.FromSeconds(5);

    /// <summary>1 hour.</summary>
    public static readonly TimeSpan ExpiredGrace = TimeSpan.FromHours(1);

    /// <summary>3 attempts.</summary>
    public const int MaxAttempts = 3;

    /// <summary>100 milliseconds.</summary>
    public static readonly TimeSpan BaseDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>2 seconds.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    /// <summary>5 seconds.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>15 seconds.</summary>
    public static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(15);

    /// <summary>One minute: how long a profile's <c>credential_process</c> may take.</summary>
    public static readonly TimeSpan ProcessTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The session's length when a hop names none: one hour, STS's default and the longest a chained session may last. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining">role chaining</see>.
    /// </summary>
    public static readonly TimeSpan Duration = AwsLimits.DefaultDuration;

    /// <summary>
    /// The session name of a hop that names none: the running application's name, fitted to STS's pattern, the same at every refresh.
    /// </summary>
    public static string SessionName { get; } = Planning.SessionNames.FromText(AppDomain.CurrentDomain.FriendlyName);
}

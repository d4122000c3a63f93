namespace RoleChaining;

/// <summary>The defaults and AWS limits that options, validation and documentation share.</summary>
public static class RoleChainDefaults
{
    /// <summary>1 minute.</summary>
    public static readonly TimeSpan MandatoryWindow = TimeSpan.FromMinutes(1);

    /// <summary>1/3 of the advisory window.</summary>
    public const double JitterFraction = 1.0 / 3;

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

    /// <summary>
    /// The session's length when a hop names none: one hour, STS's default and the longest a chained session may last. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining">role chaining</see>.
    /// </summary>
    public static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    /// <summary>The session name of a hop that names none: the running application's name, fitted to STS's pattern, the same at every refresh.</summary>
    public static string SessionName { get; } = Planning.SessionNames.FromApplication(AppDomain.CurrentDomain.FriendlyName);
}

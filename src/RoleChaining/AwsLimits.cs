namespace RoleChaining;

/// <summary>
/// AWS's own limits, each from the <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole API</see>
/// unless noted. The lengths and characters of single texts are in <see cref="Text.TextRule"/>.
/// </summary>
internal static class AwsLimits
{
    /// <summary>The shortest session: 15 minutes.</summary>
    public static readonly TimeSpan MinDuration = TimeSpan.FromMinutes(15);

    /// <summary>The longest session of a role that is not chained: 12 hours.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromHours(12);

    /// <summary>
    /// The longest session of a role that a session assumes: 1 hour. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining">role chaining</see>.
    /// </summary>
    public static readonly TimeSpan MaxChainedDuration = TimeSpan.FromHours(1);

    /// <summary>The length of a session when the call names none: 1 hour.</summary>
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromHours(1);

    /// <summary>Session tags in one call.</summary>
    public const int MaxTags = 50;

    /// <summary>Managed session policies in one call.</summary>
    public const int MaxPolicyArns = 10;

    /// <summary>Provided contexts in one call.</summary>
    public const int MaxProvidedContexts = 5;

    /// <summary>Characters of an ARN.</summary>
    public const int MaxArnLength = 2048;

    /// <summary>
    /// A signature is refused when the clock that made it is off by 5 minutes. STS's error answers carry its time, and a difference of 4
    /// minutes is taken for the reason.
    /// </summary>
    public static readonly TimeSpan SuspiciousClockDifference = TimeSpan.FromMinutes(4);
}

namespace RoleChaining;

/// <summary>
/// A chain's first credentials by AssumeRoleWithWebIdentity: IAM roles for service accounts (EKS), GitHub's or any OIDC token in a
/// file or by a call. See <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">the API</see>.
/// </summary>
public sealed class WebIdentitySourceOptions
{
    internal const string RoleArnVariable = "AWS_ROLE_ARN";
    internal const string TokenFileVariable = "AWS_WEB_IDENTITY_TOKEN_FILE";
    internal const string SessionNameVariable = "AWS_ROLE_SESSION_NAME";

    /// <summary>The role that the token may assume.</summary>
    /// <value>Default <see langword="null"/>: the environment's AWS_ROLE_ARN.</value>
    public string? RoleArn { get; set; }

    /// <summary>The file that holds the token; it is read again for every session.</summary>
    /// <value>Default <see langword="null"/>: the environment's AWS_WEB_IDENTITY_TOKEN_FILE.</value>
    public string? TokenFile { get; set; }

    /// <summary>
    /// Gives the token in place of a file: GitHub, Entra and Google hand theirs out by a call. It is asked again for every session, and may
    /// be called from any thread, without the caller's context. Not beside <see cref="TokenFile"/>.
    /// </summary>
    /// <value>Default <see langword="null"/>: the token is in a file.</value>
    public Func<CancellationToken, Task<string>>? TokenProvider { get; set; }

    /// <summary>The session's name.</summary>
    /// <value>Default <see langword="null"/>: the environment's AWS_ROLE_SESSION_NAME, else
    /// <see cref="RoleChainDefaults.SessionName"/>.</value>
    public string? SessionName { get; set; }

    /// <summary>
    /// How long the session lasts: up to the role's own maximum, since a web identity is not role chaining. The hops after it are.
    /// </summary>
    /// <value>Default <see langword="null"/>: one hour.</value>
    public TimeSpan? Duration { get; set; }

    internal string? FindRoleArn() => Find(RoleArn, RoleArnVariable);

    internal string? FindTokenFile() => Find(TokenFile, TokenFileVariable);

    internal string? FindSessionName() => Find(SessionName, SessionNameVariable);

    /// <summary>An empty text is none: a container's variable that is left out is often set to nothing.</summary>
    private static string? Find(string? option, string variable) =>
        option is { Length: > 0 } ? option : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}

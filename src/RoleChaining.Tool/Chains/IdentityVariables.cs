namespace RoleChaining.Tool.Chains;

/// <summary>
/// The environment variables by which AWS CLIs and SDKs find an identity. See
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings">AWS's list</see>.
/// </summary>
internal static class IdentityVariables
{
    public const string AccessKeyId = "AWS_ACCESS_KEY_ID";
    public const string SecretAccessKey = "AWS_SECRET_ACCESS_KEY";
    public const string SessionToken = "AWS_SESSION_TOKEN";
    public const string Expiration = "AWS_CREDENTIAL_EXPIRATION";
    public const string Region = "AWS_REGION";
    public const string DefaultRegion = "AWS_DEFAULT_REGION";

    /// <summary>What is set for an identity.</summary>
    public static readonly string[] Set = [AccessKeyId, SecretAccessKey, SessionToken, Expiration, Region, DefaultRegion];

    /// <summary>
    /// What some SDK would take in place of it: Go's and Java's read the old names of the keys first, JavaScript's a profile.
    /// </summary>
    public static readonly string[] Others =
    [
        "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "AWS_SESSION_EXPIRATION", "AWS_ACCESS_KEY", "AWS_SECRET_KEY",
        "AWS_CREDENTIAL_FILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    ];
}

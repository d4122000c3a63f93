using Amazon.Runtime;

namespace RoleChaining.Sources;

/// <summary>
/// The keys in the environment, as the AWS CLI reads them: with the token's old name too. See
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html">static credentials</see>.
/// </summary>
internal static class EnvironmentKeys
{
    private const string AccessKeyId = "AWS_ACCESS_KEY_ID";
    private const string SecretAccessKey = "AWS_SECRET_ACCESS_KEY";

    /// <summary>Null where there is no access key id.</summary>
    /// <exception cref="InvalidOperationException">There is half a pair.</exception>
    public static AWSCredentials? Find()
    {
        if (Variable(AccessKeyId) is not { } id)
        {
            return null;
        }

        string secret = Variable(SecretAccessKey)
            ?? throw new InvalidOperationException($"{AccessKeyId} is set, but {SecretAccessKey} is not; set both, or neither.");
        return (Variable("AWS_SECURITY_TOKEN") ?? Variable("AWS_SESSION_TOKEN")) is { } token
            ? new SessionAWSCredentials(id, secret, token)
            : new BasicAWSCredentials(id, secret);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace RoleChaining.Sources;

/// <summary>
/// What an AWS client without credentials would use. Asked again at each refresh, so that a changed environment or file is seen; the
/// SDK remembers what it found.
/// </summary>
internal sealed class DefaultSource : ICredentialsSource
{
    public string Description => "the AWS SDK's default credentials (environment, profile, container or instance role)";

    public AWSCredentials? Known => null;

    public AWSCredentials Find() => DefaultAWSCredentialsIdentityResolver.GetCredentials();
}

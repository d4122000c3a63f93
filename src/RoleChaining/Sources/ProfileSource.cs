using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace RoleChaining.Sources;

/// <summary>A profile of the shared AWS files, of whatever kind the SDK can read.</summary>
internal sealed class ProfileSource(string profileName) : ICredentialsSource
{
    private AWSCredentials? _credentials;

    public string Description => $"the profile '{profileName}'";

    public AWSCredentials? Known => null;

    public AWSCredentials Find()
    {
        if (_credentials is null)
        {
            // The SDK reads the variable once per process; a source is found when it is needed.
            CredentialProfileStoreChain files = new(Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE"));
            if (!files.TryGetProfile(profileName, out CredentialProfile profile))
            {
                throw new AmazonClientException($"There is no profile '{profileName}' in the shared AWS config and credentials files.");
            }

            // Not TryGetAWSCredentials: for a source_profile that is missing it answers with whatever the default credentials are.
            _credentials = profile.GetAWSCredentials(files);
        }

        return _credentials;
    }
}

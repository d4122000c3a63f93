using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Microsoft.Extensions.Logging;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>The credentials for what a profile holds: the AWS SDK's own, but for processes and the environment.</summary>
internal static class ProfileCredentials
{
    public static AWSCredentials Create(ProfileCredentialSettings keys, TimeProvider clock, ILogger logger) => keys.Kind switch
    {
        ProfileCredentialKind.Static when keys[Profile.SessionToken] is { } token =>
            new SessionAWSCredentials(keys[Profile.AccessKeyId], keys[Profile.SecretAccessKey], token),
        ProfileCredentialKind.Static => new BasicAWSCredentials(keys[Profile.AccessKeyId], keys[Profile.SecretAccessKey]),
        ProfileCredentialKind.Process => new CredentialProcess(keys, clock, logger),
        ProfileCredentialKind.InstanceMetadata when MetadataIsDisabled => throw new AmazonClientException(
            $"Profile \"{keys.Profile.Name}\" takes its credentials from the instance's metadata, which AWS_EC2_METADATA_DISABLED turns off; unset it."),
        ProfileCredentialKind.InstanceMetadata => new InstanceProfileAWSCredentials(),
        ProfileCredentialKind.Environment => EnvironmentKeys.Find() ?? throw new InvalidOperationException("The environment has no keys."),
        ProfileCredentialKind.Container => new GenericContainerCredentials(),
        ProfileCredentialKind.Login => FromSdk(keys, new CredentialProfileOptions { LoginSession = keys["login_session"] }),
        ProfileCredentialKind.Sso => FromSdk(keys, new CredentialProfileOptions
        {
            SsoAccountId = keys["sso_account_id"],
            SsoRoleName = keys["sso_role_name"],
            SsoRegion = keys["sso_region"],
            SsoStartUrl = keys["sso_start_url"],
            SsoSession = keys["sso_session"],
            SsoRegistrationScopes = keys["sso_registration_scopes"],
        }),
        _ => throw new InvalidOperationException($"{keys.Kind} is a session of our own."),
    };

    // The SDK's class does not ask it itself.
    private static bool MetadataIsDisabled =>
        string.Equals(Environment.GetEnvironmentVariable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    private static AWSCredentials FromSdk(ProfileCredentialSettings keys, CredentialProfileOptions options) =>
        new CredentialProfile(keys.Profile.Name, options).GetAWSCredentials(new SharedCredentialsFile());
}

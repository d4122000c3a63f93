using Amazon.Runtime;

namespace RoleChaining.Sources;

/// <summary>Credentials that the caller handed over.</summary>
internal sealed class GivenSource(AWSCredentials credentials) : ICredentialsSource
{
    public string Description => $"the given {credentials.GetType().Name}";

    public AWSCredentials Known => credentials;

    public AWSCredentials Find() => credentials;
}

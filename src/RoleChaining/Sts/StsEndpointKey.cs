using Amazon;
using Amazon.SecurityToken;
using RoleChaining.Planning;

namespace RoleChaining.Sts;

/// <summary>What makes two calls go to the same place in the same way, so that they share a client.</summary>
internal readonly record struct StsEndpointKey(
    string Region, StsClientSettings Client, Action<AmazonSecurityTokenServiceConfig>? Configure, TimeProvider Clock)
{
    /// <summary>The AWS SDK's configuration: ours, the caller's over it, and over that what must not be changed.</summary>
    public AmazonSecurityTokenServiceConfig CreateConfig()
    {
        var config = new AmazonSecurityTokenServiceConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(Region) };
        if (Client.IsComplete)
        {
            config.IgnoreConfiguredEndpointUrls = true;
        }

        if ((Client.UseFipsEndpoint ?? (Client.IsComplete ? false : null)) is { } useFips)
        {
            config.UseFIPSEndpoint = useFips;
        }

        if ((Client.UseDualStackEndpoint ?? (Client.IsComplete ? false : null)) is { } useDualStack)
        {
            config.UseDualstackEndpoint = useDualStack;
        }

        // Before the caller's own word, and explicitly: reading ServiceURL gives what AWS_ENDPOINT_URL says, which is no one's word here.
        if (Client.Endpoint is not null)
        {
            config.ServiceURL = Client.Endpoint;
        }

        Configure?.Invoke(config);
        if (config.ServiceURL is not null)
        {
            config.AuthenticationRegion ??= Region; // an address of its own does not tell it
            IgnoreKindsOfEndpoint(config);
        }

        // Polly alone tries again, and the attempt's budget alone limits the time.
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 0;
        config.ThrottleRetries = false;
        config.HttpClientFactory = new StsHttpClientFactory(config.HttpClientFactory, Client.CaBundle);
        return config;
    }

    /// <summary>
    /// An address is the whole host, so that environment and profile have no say in its kind; the AWS CLI does so too, and the AWS SDK
    /// would refuse the two together. Where code says both, the SDK's error stands.
    /// </summary>
    private void IgnoreKindsOfEndpoint(AmazonSecurityTokenServiceConfig config)
    {
        if (Client.UseFipsEndpoint is null)
        {
            config.UseFIPSEndpoint = false;
        }

        if (Client.UseDualStackEndpoint is null)
        {
            config.UseDualstackEndpoint = false;
        }
    }
}

using Amazon;
using Amazon.SecurityToken;

namespace RoleChaining.Sts;

/// <summary>What makes two calls go to the same place in the same way, so that they share a client.</summary>
internal readonly record struct StsEndpointKey(
    string Region, string? Endpoint, bool UseFipsEndpoint, Action<AmazonSecurityTokenServiceConfig>? Configure, TimeProvider Clock)
{
    /// <summary>The AWS SDK's configuration: ours, the caller's over it, and over that what must not be changed.</summary>
    public AmazonSecurityTokenServiceConfig CreateConfig()
    {
        var config = new AmazonSecurityTokenServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(Region),
            UseFIPSEndpoint = UseFipsEndpoint,
        };
        // Before the caller's own word, and explicitly: reading ServiceURL gives what AWS_ENDPOINT_URL says, which is no one's word here.
        if (Endpoint is not null)
        {
            config.ServiceURL = Endpoint;
        }

        Configure?.Invoke(config);
        if (config.ServiceURL is not null)
            config.AuthenticationRegion ??= Region; // an address of its own does not tell it

        // Polly alone tries again, and the attempt's budget alone limits the time.
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 0;
        config.ThrottleRetries = false;
        config.HttpClientFactory = new StsHttpClientFactory(config.HttpClientFactory);
        return config;
    }
}

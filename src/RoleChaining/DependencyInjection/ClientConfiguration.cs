using Amazon;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// A section of configuration -> the configuration of an AWS client. The keys are those of the AWS SDK's own "AWS" section and of the
/// client's service; what the section says of credentials is passed over, because the chain's are used.
/// </summary>
internal static class ClientConfiguration
{
    private static readonly string[] CredentialKeys =
        ["Profile", "AWSProfileName", "ProfilesLocation", "AWSProfilesLocation", "SessionRoleArn", "SessionName", "ExternalId"];

    public static void Read(IConfiguration section, IServiceProvider services, ClientConfig config, List<string> errors)
    {
        string path = ConfigurationProviders.PathOf(section);
        SectionReader reader = new(section, path, errors);
        string? region = reader.Text("Region");
        string? oldRegion = reader.Text("AWSRegion");
        region ??= oldRegion;
        reader.Skip("Logging"); // of all the SDK's clients in the process, and of none alone
        if (region is not null)
        {
            if (string.IsNullOrWhiteSpace(section[nameof(config.ServiceURL)]) && SetUrl(config) is null)
            {
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            }
            else
            {
                config.AuthenticationRegion = region; // A URL and a region make the configuration forget each other.
            }
        }

        if (reader.Choice<DefaultConfigurationMode>("DefaultsMode") is { } mode)
        {
            config.DefaultConfigurationMode = mode;
        }

        ClientSettings.Read(reader, config);
        WarnOfCredentials(section, path, reader, services);
        reader.End();
    }

    /// <summary>
    /// The URL that has been set. AWS_ENDPOINT_URL is none: the AWS SDK looks at it once, and a region that is set later makes it forget what
    /// it saw.
    /// </summary>
    private static string? SetUrl(ClientConfig config)
    {
        bool ignores = config.IgnoreConfiguredEndpointUrls;
        config.IgnoreConfiguredEndpointUrls = true;
        string? url = config.ServiceURL;
        config.IgnoreConfiguredEndpointUrls = ignores;
        return url;
    }

    private static void WarnOfCredentials(IConfiguration section, string path, SectionReader reader, IServiceProvider services)
    {
        foreach (string key in CredentialKeys)
        {
            reader.Skip(key);
        }

        string[] ignored = [.. CredentialKeys.Where(key => section[key] is not null)];
        if (ignored.Length > 0 && services.GetService<ILoggerFactory>() is { } loggers)
        {
            Log.ClientCredentialsIgnored(SafeLogger.Create(loggers), path, string.Join(", ", ignored));
        }
    }
}

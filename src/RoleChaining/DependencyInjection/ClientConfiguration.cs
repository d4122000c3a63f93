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
    private static readonly string[] CredentialKeys = ["Profile", "ProfilesLocation", "SessionRoleArn", "SessionName", "ExternalId"];

    public static void Read(IConfiguration section, IServiceProvider services, ClientConfig config, List<string> errors)
    {
        string path = ConfigurationProviders.PathOf(section);
        SectionReader reader = new(section, path, errors);
        if (reader.Text("Region") is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            if (section[nameof(config.ServiceURL)] is not null)
            {
                config.AuthenticationRegion = region; // A URL makes the configuration forget its region.
            }
        }

        ClientSettings.Read(reader, config);
        WarnOfCredentials(section, path, reader, services);
        reader.End();
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

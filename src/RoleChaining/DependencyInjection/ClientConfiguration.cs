using Amazon;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// A section of configuration -> what all AWS clients have in common. The keys are those of the AWS SDK's own "AWS" section; what that
/// says of credentials is passed over, because the chain's are used.
/// </summary>
internal static class ClientConfiguration
{
    private static readonly string[] CredentialKeys = ["Profile", "ProfilesLocation", "SessionRoleArn", "SessionName", "ExternalId"];

    public static void Read(IConfiguration section, IServiceProvider services, ClientConfig config, List<string> faults)
    {
        string path = ConfigurationProviders.PathOf(section);
        SectionReader reader = new(section, path, faults);
        string? region = reader.Text("Region");
        if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        if (reader.Text(nameof(config.ServiceURL)) is { } url)
        {
            config.ServiceURL = url; // forgets the region
            config.AuthenticationRegion = region ?? config.AuthenticationRegion;
        }

        config.AuthenticationRegion = reader.Text(nameof(config.AuthenticationRegion)) ?? config.AuthenticationRegion;
        Set(reader.Flag(nameof(config.UseHttp)), value => config.UseHttp = value);
        Set(reader.Flag(nameof(config.UseDualstackEndpoint)), value => config.UseDualstackEndpoint = value);
        Set(reader.Flag(nameof(config.UseFIPSEndpoint)), value => config.UseFIPSEndpoint = value);
        Set(reader.Flag(nameof(config.IgnoreConfiguredEndpointUrls)), value => config.IgnoreConfiguredEndpointUrls = value);
        Set(reader.Choice<DefaultConfigurationMode>(nameof(config.DefaultConfigurationMode)), value => config.DefaultConfigurationMode = value);
        Set(reader.Choice<RequestRetryMode>(nameof(config.RetryMode)), value => config.RetryMode = value);
        Set(reader.Number(nameof(config.MaxErrorRetry)), value => config.MaxErrorRetry = value);
        Set(reader.Flag(nameof(config.ThrottleRetries)), value => config.ThrottleRetries = value);
        Set(reader.Time(nameof(config.Timeout)), value => config.Timeout = value);
        Set(reader.Time(nameof(config.ConnectTimeout)), value => config.ConnectTimeout = value);
        Set(reader.Number(nameof(config.MaxConnectionsPerServer)), value => config.MaxConnectionsPerServer = value);
        Set(reader.Flag(nameof(config.DisableRequestCompression)), value => config.DisableRequestCompression = value);
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
            Log.ClientCredentialsIgnored(loggers.CreateLogger("RoleChaining"), path, string.Join(", ", ignored));
        }
    }

    private static void Set<T>(T? value, Action<T> set)
        where T : struct
    {
        if (value is { } known)
        {
            set(known);
        }
    }
}

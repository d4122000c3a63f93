using System.Reflection;
using Amazon.Extensions.NETCore.Setup;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RoleChaining.Diagnostics;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// The <see cref="AWSOptions"/> that an application registered, if any: what its AWS clients have in common is the default of ours too.
/// Their credentials and profile are ignored, because the clients have the credentials of their chain.
/// </summary>
internal sealed class ApplicationAwsOptions(IServiceProvider services, ChainDefinitions definitions)
{
    private readonly Lazy<AWSOptions?> _options = new(() => Find(services, definitions));

    /// <summary>The region that they name; null where they name none.</summary>
    public string? Region => _options.Value?.Region?.SystemName;

    /// <summary>Sets what the options say, as the AWS SDK does for its own clients.</summary>
    public void Apply(ClientConfig config, List<string> errors)
    {
        if (_options.Value is not { } options)
        {
            return;
        }

        if (options.Region is not null)
        {
            config.RegionEndpoint = options.Region;
        }

        if (options.DefaultConfigurationMode is { } mode)
        {
            config.DefaultConfigurationMode = mode;
        }

        IReadOnlyList<PropertyInfo> settings = ClientSettings.Find(config);
        foreach (PropertyInfo property in typeof(DefaultClientConfig).GetProperties())
        {
            if (property.GetValue(options.DefaultClientConfig) is { } value)
            {
                settings.FirstOrDefault(setting => setting.Name == property.Name)?.SetValue(config, value);
            }
        }

        // A setting that this service does not know belongs to another one, so unknown keys are no error here.
        ClientSettings.Read(ServiceSettings(options.DefaultClientConfig.ServiceSpecificSettings, errors), config);
    }

    private static SectionReader ServiceSettings(IDictionary<string, string> settings, List<string> errors) => new(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build(),
        ConfigurationPath.Combine(nameof(AWSOptions), nameof(DefaultClientConfig.ServiceSpecificSettings)),
        errors);

    private static AWSOptions? Find(IServiceProvider services, ChainDefinitions definitions)
    {
        ILogger logger = SafeLogger.Create(services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance);
        if (definitions.IsScoped(typeof(AWSOptions)))
        {
            Log.ScopedAwsOptionsIgnored(logger);
            return null;
        }

        AWSOptions? options = services.GetService<AWSOptions>();
        string ignored = options is null ? "" : string.Join(", ", SaidOfCredentials(options));
        if (ignored.Length > 0)
        {
            Log.AwsOptionsCredentialsIgnored(logger, ignored);
        }

        return options;
    }

    private static IEnumerable<string> SaidOfCredentials(AWSOptions options)
    {
        (string Name, bool IsSaid)[] all =
        [
            (nameof(options.Profile), !string.IsNullOrEmpty(options.Profile)),
            (nameof(options.Credentials), options.Credentials is not (null or ChainedAWSCredentials)), // A chain's are there for AddAWSService.
            (nameof(options.SessionRoleArn), !string.IsNullOrEmpty(options.SessionRoleArn)),
            (nameof(options.ExternalId), !string.IsNullOrEmpty(options.ExternalId)),
        ];
        return all.Where(setting => setting.IsSaid).Select(setting => setting.Name);
    }
}

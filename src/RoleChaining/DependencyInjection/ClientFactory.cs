using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Makes AWS clients by the static factories of their interfaces, so without reflection. One configuration serves all clients of a
/// definition.
/// </summary>
internal sealed class ClientFactory(
    IServiceProvider services, ChainDefinitions definitions, ApplicationAwsOptions defaults, IEnumerable<AllClientsConfiguration> all)
{
    private readonly ConcurrentDictionary<ClientDefinition, Lazy<ClientConfig>> _configs = [];

    public static ClientDefinition Define<TService>()
        where TService : class, IAmazonService => new(typeof(TService), TService.CreateDefaultClientConfig);

    public TService Create<TService>(ChainDefinition chain, ClientDefinition client, ChainedAWSCredentials credentials)
        where TService : class, IAmazonService =>
        (TService)TService.CreateDefaultServiceClient(credentials, WithRegion(Config(chain, client), credentials.Chain));

    /// <summary>The configuration, made when first asked for.</summary>
    /// <exception cref="OptionsValidationException">
    /// Something is wrong with it, or the application registered such a client as well.
    /// </exception>
    public ClientConfig Config(ChainDefinition chain, ClientDefinition client) =>
        _configs.GetOrAdd(client, client => new Lazy<ClientConfig>(() => Build(chain, client))).Value;

    /// <summary>
    /// The last resort of a client that no setting, no AWSOptions and nothing that the AWS SDK looks at gives a region: that of its chain.
    /// Without one it would fail at its first request. The region is read before the address: where the address was read first, the AWS
    /// SDK's later look at the region would make it forget the AWS_ENDPOINT_URL of the environment.
    /// </summary>
    private static ClientConfig WithRegion(ClientConfig config, RoleChain chain)
    {
        lock (config)
        {
            if (config.RegionEndpoint is null && config.ServiceURL is null
                && (chain.Region ?? (chain.Hops is [.., { } last] ? PartitionRegions.Default(last.RoleArn.Partition) : null)) is { } region)
            {
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            }
        }

        return config;
    }

    private ClientConfig Build(ChainDefinition chain, ClientDefinition client)
    {
        List<string> errors = chain.IsPoolHub ? [] : [.. definitions.Collisions(chain, client.ServiceType)];
        ClientConfig config = client.CreateConfig();
        defaults.Apply(config, errors);
        foreach (ClientStep step in client.Steps)
        {
            step.Apply(services, config, errors);
        }

        foreach (AllClientsConfiguration last in all)
        {
            last.Configure(services, config);
        }

        return errors.Count == 0 ? config : throw new OptionsValidationException(chain.Name, typeof(ClientConfig), errors);
    }
}

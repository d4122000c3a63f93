using Amazon.Runtime;
using Microsoft.Extensions.Configuration;

namespace RoleChaining.DependencyInjection;

/// <summary>The ways to say how a client is set up.</summary>
internal static class ClientSteps
{
    public static ClientStep Create(IConfiguration section) =>
        new(section, (services, config, errors) => ClientConfiguration.Read(section, services, config, errors));

    public static ClientStep Create<TService, TConfig>(Action<IServiceProvider, TConfig> configure)
        where TConfig : ClientConfig => new(configure, (services, config, errors) =>
        {
            if (config is TConfig own)
            {
                configure(services, own);
            }
            else
            {
                errors.Add($"{typeof(TService).Name} is configured by a {config.GetType().Name}, not by a {typeof(TConfig).Name}.");
            }
        });
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace RoleChaining.DependencyInjection;

/// <summary>What every container with a chain has once.</summary>
internal static class ContainerServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<ChainStartup>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ChainStartup>, ChainStartupValidator>());
        services.TryAddSingleton<ChainFactory>();
        services.TryAddSingleton<ApplicationAwsOptions>();
        services.TryAddSingleton<ClientFactory>();
    }
}

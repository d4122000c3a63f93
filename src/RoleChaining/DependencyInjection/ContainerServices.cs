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
        OneStartupError.Decorate(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ChainStartup>, ChainStartupValidator>());
        services.TryAddSingleton<GoodOptions>();
        services.TryAddTransient<IOptionsFactory<RoleChainOptions>, ChainOptionsFactory>();
        services.TryAddSingleton<ChainFactory>();
        services.TryAddSingleton<ApplicationAwsOptions>();
        services.TryAddSingleton<ClientFactory>();
    }
}

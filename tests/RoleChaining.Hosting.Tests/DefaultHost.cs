using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RoleChaining;

/// <summary>The hosts that applications begin with, which read files, user secrets and the environment by themselves.</summary>
internal static class DefaultHost
{
    /// <param name="kind">The name of the type that makes it.</param>
    /// <param name="folder">Where its files are.</param>
    /// <param name="environment">The name of the environment.</param>
    /// <param name="configure">Adds the services.</param>
    public static IHost Build(string kind, string folder, string environment, Action<IServiceCollection, IConfiguration> configure)
    {
        switch (kind)
        {
            case nameof(WebApplication):
                WebApplicationBuilder web = WebApplication.CreateBuilder(
                    new WebApplicationOptions { ContentRootPath = folder, EnvironmentName = environment });
                configure(web.Services, web.Configuration);
                return web.Build();
            case nameof(HostApplicationBuilder):
                HostApplicationBuilder worker = Host.CreateApplicationBuilder(
                    new HostApplicationBuilderSettings { ContentRootPath = folder, EnvironmentName = environment });
                configure(worker.Services, worker.Configuration);
                return worker.Build();
            default:
                return Host.CreateDefaultBuilder()
                    .UseContentRoot(folder)
                    .UseEnvironment(environment)
                    .ConfigureServices((context, services) => configure(services, context.Configuration))
                    .Build();
        }
    }
}

using Amazon;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RoleChaining.WorkerApp;

/// <summary>What the worker is made of: the unnamed chain, so clients are injected without a key.</summary>
public static class WorkerServices
{
    public static IServiceCollection AddWorker(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRoleChain(chain => chain
                .WithRegion("eu-west-1")
                .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
                .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole"))
            .AddAwsClient<IAmazonS3>((sp, config) => config.RegionEndpoint = RegionEndpoint.EUWest1)
            .WarmUpOnStart()
            .AddHealthCheck();
        return services.AddHostedService<Worker>();
    }
}

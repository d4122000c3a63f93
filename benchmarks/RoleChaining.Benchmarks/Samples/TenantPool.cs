using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>A pool of tenants, each a spoke behind the hub, with S3 clients whose requests go nowhere.</summary>
internal static class TenantPool
{
    public static ServiceProvider Create(StsTarget target)
    {
        ServiceCollection services = new();
        services
            .AddRoleChainPool<int>(
                hub => hub.WithSource(Roles.Alice).WithRegion("us-east-1").WithStsClientConfig(target.Configure).AssumeRole(Roles.Hub),
                static (_, tenant, chain, _) =>
                {
                    chain.AssumeRole(Roles.Spoke(tenant));
                    return Task.CompletedTask;
                })
            .ConfigureAwsClient<IAmazonS3>(static (_, config) =>
            {
                config.ServiceURL = "http://s3.local";
                config.AuthenticationRegion = "us-east-1";
                config.HttpClientFactory = new CannedTransport(new CannedS3());
            });
        return services.BuildServiceProvider();
    }
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining;

/// <summary>The recipes of the documentation, as they stand there: <see cref="SnippetTests"/> compares and runs them.</summary>
internal static class Recipes
{
    private const string hubArn = LocalHost.Hub;

    public static void PodIdentity(IServiceCollection services)
    {
        services.AddRoleChain("pods", chain => chain
            .WithDefaultSource(source =>                                      // EKS Pod Identity
            {
                foreach (string key in (string[])["eks-cluster-arn", "eks-cluster-name", "kubernetes-namespace", "kubernetes-service-account", "kubernetes-pod-name", "kubernetes-pod-uid"])
                    source.InheritedTransitiveTagKeys.Add(key);
                source.IsTemporary = true;
            })
            .AssumeRole(hubArn));
    }

    public static void VpcEndpoint(IServiceCollection services)
    {
        services.Configure<RoleChainOptions>("production", options =>
        {
            options.Region = "eu-west-1";
            options.StsEndpoint = "https://vpce-0123456789abcdef0-abcdefgh.sts.eu-west-1.vpce.amazonaws.com";
        });
    }

    public static void AspireOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddDefaultAWSOptions(configuration.GetAWSOptions());
    }

    public static void SharedSessions(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("orders").PersistKeysToFileSystem(new DirectoryInfo("/mnt/keys"));   // a volume that all replicas mount, or a database
        services.AddRoleChain("shared", chain => chain.AssumeRole(hubArn))
            .WithSharedSessions();
    }

    public static void PooledHttp(IServiceCollection services)
    {
        services.AddRoleChainHttpClient()
            .AddHttpMessageHandler<AuditHandler>();
    }

    public static void SignedHttp(IServiceCollection services)
    {
        services.AddHttpClient("orders-api", client => client.BaseAddress = new Uri("https://orders.execute-api.eu-west-1.amazonaws.com"))
            .SignWithRoleChain("production", service: "execute-api", region: "eu-west-1");
    }

    public sealed class AuditHandler : DelegatingHandler
    {
        private static int _requests;

        public static int Requests => _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _requests);
            return base.SendAsync(request, cancellationToken);
        }
    }
}

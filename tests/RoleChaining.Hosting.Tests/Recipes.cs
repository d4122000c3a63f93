using System.Net.Http.Json;
using System.Text.Json;
using Amazon.SecurityToken.Model;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining;

/// <summary>The recipes of the documentation, as they stand there: <see cref="SnippetTests"/> compares and runs them.</summary>
internal static class Recipes
{
    private const string hubArn = LocalHost.Hub;
    private const string productionArn = LocalHost.Production;

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
        services.AddTransient<AuditHandler>();
        services.AddRoleChainHttpClient()
            .AddHttpMessageHandler<AuditHandler>();
    }

    public static void SignedHttp(IServiceCollection services)
    {
        services.AddHttpClient("orders-api", client => client.BaseAddress = new Uri("https://orders.execute-api.eu-west-1.amazonaws.com"))
            .SignWithRoleChain("production", service: "execute-api", region: "eu-west-1");
    }

    public static void GitHubToken(IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient("github", client => client.DefaultRequestHeaders.Authorization = new("Bearer", configuration["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]));
        services.AddRoleChain("build", (sp, chain) => chain
            .WithWebIdentitySource(source =>
            {
                source.RoleArn = "arn:aws:iam::222222222222:role/Build";
                source.TokenProvider = async ct =>
                {
                    using HttpClient github = sp.GetRequiredService<IHttpClientFactory>().CreateClient("github");
                    JsonElement answer = await github.GetFromJsonAsync<JsonElement>(configuration["ACTIONS_ID_TOKEN_REQUEST_URL"] + "&audience=sts.amazonaws.com", ct);
                    return answer.GetProperty("value").GetString()!;
                };
            })
            .AssumeRole(productionArn));
    }

    public static void NewAndRestricted(IServiceCollection services)
    {
        services.AddRoleChain("orders", chain => chain
            .AssumeRole(hubArn, hop => hop.RestrictToNextHop = true)                      // its session may assume the next role, and nothing else
            .AssumeRole(productionArn)
            .WithRetry(retry => retry.PropagationTimeout = TimeSpan.FromMinutes(1)));     // roles that this deployment has just made
    }

    public static void Contexts(IServiceCollection services)
    {
        services.AddRoleChain("person", (sp, chain) => chain
            .AssumeRole(hubArn, hop => hop.ProvidedContextsProvider = async ct =>
            [
                new ProvidedContext
                {
                    ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter",
                    ContextAssertion = await sp.GetRequiredService<IAssertions>().GetAsync(ct),
                },
            ]));
    }

    public interface IAssertions
    {
        Task<string> GetAsync(CancellationToken cancellationToken);
    }

    public sealed class Assertions : IAssertions
    {
        private int _given;

        public Task<string> GetAsync(CancellationToken cancellationToken) => Task.FromResult($"assertion-{Interlocked.Increment(ref _given)}");
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

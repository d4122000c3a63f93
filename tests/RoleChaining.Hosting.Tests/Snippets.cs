using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Extensions.NETCore.Setup;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.S3.Model;
using Medallion.Threading;
using Medallion.Threading.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Caching;
using RoleChaining.Testing;
using StackExchange.Redis;

namespace RoleChaining;

/// <summary>The code of the documentation, as it stands there: <see cref="SnippetTests"/> compares and runs it.</summary>
internal static class Snippets
{
    private const string hubArn = LocalHost.Hub;

    public static void Hosting(IServiceCollection services, IConfiguration configuration)
    {
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"))
            .AddAwsClient<IAmazonS3>()
            .WarmUpOnStart()                                              // the host does not start without; or options.OnFailure = Degrade
            .AddHealthCheck();                                            // role-chain:production

        services.AddRoleChainPool<string>("tenants", hub => hub.AssumeRole(hubArn), FindTenantAsync)
            .WarmUpOnStart(async (sp, ct) => await sp.GetRequiredService<ITenants>().ActiveIdsAsync(ct))
            .AddHealthCheck();                                            // role-chain-pool:tenants
    }

    public static void HostingApp(WebApplication app)
    {
        app.MapHealthChecks("/health");
    }

    public static void Telemetry(IServiceCollection services)
    {
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(RoleChainDiagnostics.ActivitySourceName))
            .WithMetrics(metrics => metrics.AddMeter(RoleChainDiagnostics.MeterName));
    }

    public static void Chain(IServiceCollection services, IConfiguration configuration)
    {
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"))
            .AddAwsClient<IAmazonS3>()
            .AddAwsClient<IAmazonDynamoDB, AmazonDynamoDBConfig>((sp, config) => config.RegionEndpoint = RegionEndpoint.EUWest1);
    }

    public static void Options(IServiceCollection services, IConfiguration configuration)
    {
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"), (sp, chain) =>
            chain.ConfigureHop(2, hop => hop.ExternalId = sp.GetRequiredService<ISecrets>().ExternalId));
        services.PostConfigure<RoleChainOptions>("production", options => options.Retry.MaxAttempts = 5);
        services.AddOptions<RoleChainOptions>("production").Validate(options => options.Hops.Count == 2, "Production has two hops.");
    }

    public static void TenantSafety(IServiceCollection services)
    {
        services.AddRoleChainPool<string>("customers", hub => hub.AssumeRole(hubArn), FindTenantAsync)
            .RequireExternalId()                                              // a null from a database is no check
            .BindTenant(account => (account, "Tenant", account))              // account; and a transitive session tag, for conditions on aws:RequestTag/Tenant
            .DescribeTenant(account => account);                              // in exceptions, logs, spans and status; without it no key is shown
    }

#pragma warning disable RS0030 // The application's own clock.
    public static async Task<string> PresignedUrl(ChainedAWSCredentials credentials)
    {
        var s3 = new AmazonS3Client(credentials.WithMinimumLifetime(TimeSpan.FromMinutes(30)), RegionEndpoint.EUWest1);
        string url = await s3.GetPreSignedURLAsync(new GetPreSignedUrlRequest { BucketName = "orders", Key = "7", Expires = DateTime.UtcNow.AddMinutes(30) });
        return url;
    }
#pragma warning restore RS0030

    public static void ChainApp(WebApplication app)
    {
        app.MapGet("/orders", ([FromKeyedServices("production")] IAmazonS3 s3) => s3.ListBucketsAsync());
    }

    public static void Pool(IServiceCollection services)
    {
        services.AddRoleChainPool<TenantId>("tenants", hub => hub.AssumeRole(hubArn),
            async (sp, tenant, chain, ct) =>                              // once per tenant, in a scope of its own; any number of hops
            {
                Tenant t = await sp.GetRequiredService<ITenantStore>().FindAsync(tenant, ct);
                chain.AssumeRole(t.RoleArn, hop => hop.ExternalId = t.ExternalId);
            });
    }

    public static async Task<IAmazonS3> PoolClient(IRoleChainPool<TenantId> pool, TenantId tenant, CancellationToken ct)
    {
        IAmazonS3 s3 = await pool.GetClientAsync<IAmazonS3>(tenant, ct);  // [FromKeyedServices("tenants")] IRoleChainPool<TenantId> pool
        return s3;
    }

    public static void Tests(IServiceCollection services, LocalSts sts)
    {
        LocalUser alice = sts.AddUser("111111111111", "alice");
        services.ConfigureAllRoleChains((name, chain) => chain.WithSource(alice.Credentials).WithStsClientConfig(sts.Configure));
        services.ConfigureAllAwsClients((sp, config) => sts.Configure(config));
    }

    public static void TestsOfTheEmulator(IServiceCollection services, LocalUser alice, LocalSts sts)
    {
        services.ConfigureAllRoleChains((name, chain) => chain
            .WithSource(alice.Credentials)
            .WithStsClientConfig(sts.Configure));
    }

    public static async Task TestOfAnApplication<Program>(LocalUser alice, LocalSts sts)
        where Program : class
    {
        await using WebApplicationFactory<Program> app = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.ConfigureTestServices(services =>
        {
            services.ConfigureAllRoleChains((name, chain) => chain.WithSource(alice.Credentials).WithStsClientConfig(sts.Configure));
            services.ConfigureAllAwsClients((provider, config) => sts.Configure(config));
        }));
        using HttpClient client = app.CreateClient();
        Assert.Equal("[]", await client.GetStringAsync("/production"));
    }

    public static ChainedAWSCredentials Caching()
    {
        var credentials = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole")
            .WithSessionCache(new FolderSessionCache())          // ~/.aws/role-chain, 0700; or DistributedSessionCache(IDistributedCache, IDataProtectionProvider)
            .Build();
        return credentials;
    }

    public static void SharedSessions(
        IServiceCollection services, IConfiguration configuration, IConnectionMultiplexer redis, Func<IServiceProvider, TenantId, RoleHopsBuilder, CancellationToken, Task> tenantHops)
    {
        services.AddStackExchangeRedisCache(options => options.Configuration = configuration.GetConnectionString("redis"));
        services.AddDataProtection().SetApplicationName("orders").PersistKeysToFileSystem(new DirectoryInfo("/keys"));   // one key ring for all
        services.AddSingleton<IDistributedLockProvider>(sp => new RedisDistributedSynchronizationProvider(redis.GetDatabase()));   // optional
        services.AddRoleChainPool<TenantId>("tenants", hub => hub.AssumeRole(hubArn), tenantHops)
            .WithSharedSessions();
    }

    public static void AwsService(IServiceCollection services)
    {
        services.AddDefaultAWSOptions(sp => new AWSOptions
        {
            Credentials = sp.GetRequiredKeyedService<AWSCredentials>("production"),
            Region = RegionEndpoint.EUWest1,
        });
    }

    public static void AwsOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddRoleChain("audit", chain => chain.AssumeRole(hubArn))
            .AddAwsClient<IAmazonDynamoDB>()                                          // in the region of the AWSOptions
            .AddAwsClient<IAmazonS3>(configuration.GetSection("AWS"));                // Region, Timeout, ForcePathStyle: whatever its configuration has
    }

    public static void Before()
    {
        var hub = new AssumeRoleAWSCredentials(
            DefaultAWSCredentialsIdentityResolver.GetCredentials(), "arn:aws:iam::222222222222:role/HubRole", "orders");
        var production = new AssumeRoleAWSCredentials(
            hub, "arn:aws:iam::333333333333:role/ProductionRole", "orders");
        var s3 = new AmazonS3Client(production);
    }

    public static void After()
    {
        var credentials = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole")
            .Build();
        var s3 = new AmazonS3Client(credentials);
    }

    public static void Short(IServiceCollection services, IConfiguration configuration)
    {
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"))
            .AddAwsClient<IAmazonS3>();
    }

    public static async Task MoreOfIt()
    {
        var credentials = new RoleChainBuilder()
            .WithSourceProfile("dev")                                      // default: whatever the AWS SDK finds, looked up lazily
            .WithRegion("eu-west-1", failover: ["eu-central-1"])
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop =>
            {
                hop.SessionName = "orders-hub";
                hop.SourceIdentity = "orders";                             // stays for the whole chain: CloudTrail shows who it was
                hop.Tags.Add("Team", "alpha", transitive: true);           // inherited by every hop after this one
            })
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole", hop => hop.Duration = TimeSpan.FromHours(1))
            .Build();

        await credentials.WarmUpAsync();                                   // at start-up, so that no request waits
        ChainedAWSCredentials audit = credentials.AssumeRole("arn:aws:iam::444444444444:role/Audit");   // shares the sessions before it
        ChainStatus status = credentials.Status;                           // per hop: state, ARN, expiry, request id, last failure; no secret
    }

    private static Task FindTenantAsync(IServiceProvider services, string id, RoleHopsBuilder chain, CancellationToken cancellationToken)
    {
        chain.AssumeRole($"arn:aws:iam::{id}:role/Customer", hop => hop.ExternalId = $"external-{id[^1]}");
        return Task.CompletedTask;
    }

    public readonly record struct TenantId(string Value);

    public sealed record Tenant(string RoleArn, string ExternalId);

    public interface ISecrets
    {
        string ExternalId { get; }
    }

    public interface ITenants
    {
        Task<string[]> ActiveIdsAsync(CancellationToken cancellationToken);
    }

    public interface ITenantStore
    {
        Task<Tenant> FindAsync(TenantId id, CancellationToken cancellationToken);
    }

    public sealed class Store : ITenants, ITenantStore, ISecrets
    {
        public string ExternalId => "external-1";

        public Task<string[]> ActiveIdsAsync(CancellationToken cancellationToken) => Task.FromResult<string[]>(["100000000001", "100000000002"]);

        public Task<Tenant> FindAsync(TenantId id, CancellationToken cancellationToken) =>
            Task.FromResult(new Tenant($"arn:aws:iam::{id.Value}:role/Customer", $"external-{id.Value[^1]}"));
    }
}

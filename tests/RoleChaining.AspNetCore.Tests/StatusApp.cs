using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Testing;

namespace RoleChaining;

/// <summary>An application with a chain, a pool and the status page, on a free loopback port and a clock that the test moves.</summary>
internal sealed class StatusApp : IAsyncDisposable
{
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";

    private readonly WebApplication _app;

    private StatusApp(WebApplication app, LocalSts sts, FakeTimeProvider clock)
    {
        (_app, Sts, Clock) = (app, sts, clock);
        Client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public LocalSts Sts { get; }

    public FakeTimeProvider Clock { get; }

    public HttpClient Client { get; }

    public ChainedAWSCredentials Chain => FindChain("production");

    public IRoleChainPool<string> Tenants => FindPool<string>("tenants");

    public static async Task<StatusApp> StartAsync(
        Action<WebApplication>? map = null, Action<IServiceCollection>? configure = null, string environment = "Development")
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        LocalSts sts = LocalSts.CreateInMemory(options => options.TimeProvider = clock);
        LocalUser alice = sts.AddUser("111111111111", "alice");
        sts.AddRole(Hub, Trust("111111111111"), AllowAll);
        sts.AddRole(Production, Trust("222222222222"), AllowAll);
        sts.AddRole("arn:aws:iam::444444444444:role/Customer", Trust("222222222222"), AllowAll);

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment, ApplicationName = typeof(StatusApp).Assembly.GetName().Name });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.ConfigureAllRoleChains((_, chain) => chain.WithSource(alice.Credentials).WithRegion("eu-west-1").WithTimeProvider(clock).WithStsClientConfig(sts.Configure));
        builder.Services.AddRoleChain("production", chain => chain.AssumeRole(Hub).AssumeRole(Production));
        builder.Services.AddRoleChainPool<string>(
            "tenants",
            hub => hub.AssumeRole(Hub),
            (_, tenant, chain, _) =>
            {
                chain.AssumeRole("arn:aws:iam::444444444444:role/Customer");
                return Task.CompletedTask;
            }).DescribeTenant(tenant => tenant);
        configure?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        if (map is null)
        {
            app.MapRoleChains();
        }
        else
        {
            map(app);
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return new StatusApp(app, sts, clock);
    }

    public IRoleChainPool<TKey> FindPool<TKey>(string pool)
        where TKey : notnull => _app.Services.GetRequiredKeyedService<IRoleChainPool<TKey>>(pool);

    public ChainedAWSCredentials FindChain(string chain) => _app.Services.GetRequiredKeyedService<ChainedAWSCredentials>(chain);

    public Task<string> PageAsync(string query = "") => Client.GetStringAsync("/role-chains" + query, TestContext.Current.CancellationToken);

    /// <summary>Reads the chain and swallows its failure, as a request of the application would notice it.</summary>
    public async Task<ImmutableCredentials?> TryReadAsync()
    {
        try
        {
            return await Chain.GetCredentialsAsync(TestContext.Current.CancellationToken);
        }
        catch (RoleChainException)
        {
            return null;
        }
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Sts.DisposeAsync();
    }

    private const string AllowAll = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private static string Trust(string account) =>
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{account}}}"},"Action":"sts:*"}}""";
}

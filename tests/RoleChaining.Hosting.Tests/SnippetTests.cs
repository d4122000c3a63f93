using System.Text.RegularExpressions;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Extensions.NETCore.Setup;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Testing;
using RoleChaining.WebApp;

namespace RoleChaining;

public sealed partial class SnippetTests
{
    private const string AllowAll = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/RoleChaining.Analysis/README.md")]
    [InlineData("src/RoleChaining.AspNetCore/README.md")]
    [InlineData("src/RoleChaining.Caching/README.md")]
    [InlineData("src/RoleChaining.Hosting/README.md")]
    [InlineData("src/RoleChaining.Policies/README.md")]
    [InlineData("src/RoleChaining.Testing/README.md")]
    [InlineData("src/RoleChaining/DependencyInjection/README.md")]
    [InlineData("src/RoleChaining/Recipes.md")]
    public void Every_snippet_is_compiled_as_it_stands(string path)
    {
        string[] files =
        [
            "tests/RoleChaining.Analysis.Tests/ReadmeTests.cs",
            "tests/RoleChaining.Hosting.Tests/FirstSteps.cs",
            "tests/RoleChaining.Hosting.Tests/Recipes.cs",
            "tests/RoleChaining.Hosting.Tests/Snippets.cs",
            "tests/RoleChaining.Policies.Tests/ReadmeTests.cs",
            "tests/RoleChaining.Testing.Tests/ReadmeTests.cs",
        ];
        string[] compiled = [.. files.SelectMany(file => Lines(Repository.Read(file)))];
        string[] snippets = [.. CodeBlock().Matches(Repository.Read(path)).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(snippets);
        Assert.All(snippets.SelectMany(Lines), line => Assert.Contains(line, compiled));
    }

    [Fact]
    public async Task And_runs()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalAws.AddAccounts(sts);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore();
        builder.Configuration.AddJsonStream(Json("src/RoleChaining/DependencyInjection/README.md"));
        builder.Services.AddSingleton<Snippets.ITenants, Snippets.Store>().AddScoped<Snippets.ITenantStore, Snippets.Store>();
        Snippets.Tests(builder.Services, sts);
        Snippets.Hosting(builder.Services, builder.Configuration);
        Snippets.Chain(builder.Services, builder.Configuration);
        Snippets.Telemetry(builder.Services);
        Snippets.Pool(builder.Services);
        Snippets.AwsService(builder.Services);
        builder.Services.AddAWSService<IAmazonS3>();
        await using WebApplication app = builder.Build();
        Snippets.HostingApp(app);
        Snippets.ChainApp(app);
        await app.StartAsync(Token);
        using HttpClient client = app.GetTestClient();
        Assert.Equal("Healthy", await client.GetStringAsync("/health", Token));
        Assert.StartsWith("{", await client.GetStringAsync("/orders", Token), StringComparison.Ordinal);

        IRoleChainPool<Snippets.TenantId> pool = app.Services.GetRequiredKeyedService<IRoleChainPool<Snippets.TenantId>>("tenants");
        IAmazonS3 s3 = await Snippets.PoolClient(pool, new Snippets.TenantId("100000000003"), Token);
        await s3.ListBucketsAsync(Token);
        Assert.StartsWith("arn:aws:sts::100000000003:assumed-role/Customer/", sts.Calls[^1].SignerArn, StringComparison.Ordinal);
        Assert.Same(
            app.Services.GetRequiredKeyedService<ChainedAWSCredentials>("production"),
            app.Services.GetRequiredService<AWSOptions>().Credentials);
        Assert.IsType<IAmazonS3>(app.Services.GetRequiredService<IAmazonS3>(), exactMatch: false);
    }

    [Fact]
    public async Task Those_of_options_tenants_and_presigned_URLs_run_too()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser user = LocalAws.AddAccounts(sts);
        IConfiguration configuration = new ConfigurationBuilder().AddJsonStream(Json("src/RoleChaining/DependencyInjection/README.md")).Build();
        IServiceCollection services = new ServiceCollection().AddSingleton(configuration).AddSingleton<Snippets.ISecrets, Snippets.Store>();
        Snippets.TestsOfTheEmulator(services, user, sts);
        Snippets.Options(services, configuration);
        Snippets.TenantSafety(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate();
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("production");
        Assert.Equal("external-1", credentials.Chain.Hops[1].ExternalId);
        Assert.Contains((await credentials.GetCredentialsAsync(Token)).AccessKey, await Snippets.PresignedUrl(credentials), StringComparison.Ordinal);
        IRoleChainPool<string> pool = provider.GetRequiredKeyedService<IRoleChainPool<string>>("customers");
        Assert.Equal("100000000001", (await pool.GetCredentialsAsync("100000000001", Token)).Chain.Tenant);
    }

    [Fact]
    public async Task Those_of_tests_and_caching_run_too()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser user = LocalAws.AddAccounts(sts);
        IServiceCollection services = new ServiceCollection();
        Snippets.TestsOfTheEmulator(services, user, sts);
        services.AddRoleChain(chain => chain.AssumeRole(LocalHost.Hub));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ChainedAWSCredentials>().WarmUpAsync(Token);
        await Snippets.TestOfAnApplication<Tenants>(user, sts);
        Assert.Equal(2, Snippets.Caching().Chain.Hops.Count);
    }

    [Fact]
    public void The_application_s_AWSOptions_are_the_defaults_of_a_chain_s_clients()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("AWS:Region", (string?)"eu-west-2")]).Build();
        IServiceCollection services = new ServiceCollection().AddDefaultAWSOptions(new AWSOptions { Region = RegionEndpoint.EUNorth1 });
        Snippets.AwsOptions(services, configuration);
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Assert.Equal(RegionEndpoint.EUWest2, provider.GetRequiredKeyedService<IAmazonS3>("audit").Config.RegionEndpoint);
        Assert.Equal(RegionEndpoint.EUNorth1, provider.GetRequiredKeyedService<IAmazonDynamoDB>("audit").Config.RegionEndpoint);
    }

    [Fact]
    public async Task Those_of_recipes_run_too()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        LocalUser user = LocalAws.AddAccounts(sts);
        IConfiguration configuration = new ConfigurationBuilder().AddJsonStream(Json("src/RoleChaining/DependencyInjection/README.md"))
            .AddInMemoryCollection([KeyValuePair.Create("AWS:Region", (string?)"eu-west-2")]).Build();
        IServiceCollection services = new ServiceCollection().AddSingleton(configuration).AddDistributedMemoryCache();
        Snippets.TestsOfTheEmulator(services, user, sts);
        Snippets.Short(services, configuration);
        Recipes.AspireOptions(services, configuration);
        Recipes.SharedSessions(services);
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()); // no folder of this machine's
        Recipes.PooledHttp(services);
        Recipes.SignedHttp(services);
        services.ConfigureAllAwsClients((_, config) => Assert.Equal(RegionEndpoint.EUWest2, config.RegionEndpoint));
        services.ConfigureAllAwsClients((_, config) => sts.Configure(config));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<IAmazonS3>("production").ListBucketsAsync(Token);
        Assert.Equal(3, Recipes.AuditHandler.Requests);
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("shared").GetCredentialsAsync(Token);
        Assert.NotNull(provider.GetRequiredService<IHttpClientFactory>().CreateClient("orders-api").BaseAddress);
    }

    [Fact]
    public async Task A_workflow_s_token_is_fetched_for_each_session()
    {
        const string control = "a-control-token-of-this-test";
        await using LocalSts sts = await LocalSts.StartAsync(options => options.ControlToken = control, Token);
        LocalOidcProvider github = sts.AddOidcProvider("222222222222", "https://token.actions.githubusercontent.com", ["sts.amazonaws.com"]);
        sts.AddRole("arn:aws:iam::222222222222:role/Build", $$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"{{github.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity",
            "Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com","token.actions.githubusercontent.com:sub":"repo:org/app"} } } }
            """, AllowAll);
        sts.AddRole(LocalHost.Production, Trust("arn:aws:iam::222222222222:role/Build"), AllowAll);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create("ACTIONS_ID_TOKEN_REQUEST_URL", (string?)$"{sts.ControlEndpoint}tokens?subject=repo:org/app"),
            KeyValuePair.Create("ACTIONS_ID_TOKEN_REQUEST_TOKEN", (string?)control),
        ]).Build();
        IServiceCollection services = new ServiceCollection();
        Recipes.GitHubToken(services, configuration);
        services.ConfigureAllRoleChains((_, chain) => chain.WithStsClientConfig(sts.Configure));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("build").GetCredentialsAsync(Token);
        Assert.Equal(["AssumeRoleWithWebIdentity", "AssumeRole"], sts.Calls.Where(call => call.Service == "sts").Select(call => call.Action));
    }

    [Fact]
    public async Task Contexts_restrictions_and_patience_are_what_the_text_says()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser user = LocalAws.AddAccounts(sts);
        sts.Roles.Single(role => role.Arn == LocalHost.Hub).TrustPolicy = Trust("111111111111");
        IServiceCollection services = new ServiceCollection().AddSingleton<Recipes.IAssertions, Recipes.Assertions>();
        Recipes.NewAndRestricted(services);
        Recipes.Contexts(services);
        Snippets.TestsOfTheEmulator(services, user, sts);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ChainedAWSCredentials orders = provider.GetRequiredKeyedService<ChainedAWSCredentials>("orders");
        await orders.GetCredentialsAsync(Token);
        Assert.Contains(LocalHost.Production, orders.Chain.Hops[0].Policy, StringComparison.Ordinal);
        ChainedAWSCredentials person = provider.GetRequiredKeyedService<ChainedAWSCredentials>("person");
        await person.GetCredentialsAsync(Token);
        person.Invalidate();
        await person.GetCredentialsAsync(Token);
        Assert.Equal("assertion-3", await provider.GetRequiredService<Recipes.IAssertions>().GetAsync(Token));
    }

    [Fact]
    public void Those_of_endpoint_and_source_say_what_the_text_says()
    {
        IServiceCollection services = new ServiceCollection();
        Recipes.PodIdentity(services);
        services.AddRoleChain("production", chain => chain.AssumeRole(LocalHost.Hub));
        Recipes.VpcEndpoint(services);
        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate();
        RoleHop hop = Assert.Single(provider.GetRequiredKeyedService<ChainedAWSCredentials>("pods").Chain.Hops);
        Assert.Equal(6, hop.InheritedTagKeys.Count);
        Assert.Equal("eu-west-1", provider.GetRequiredKeyedService<ChainedAWSCredentials>("production").Chain.Region);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    private static string Trust(string principal) =>
        $$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:*"} }""";

    // The JSON of the documentation, too.
    private static MemoryStream Json(string path) =>
        new(System.Text.Encoding.UTF8.GetBytes("{" + JsonBlock().Match(Repository.Read(path)).Groups[1].Value + "}"));

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
}

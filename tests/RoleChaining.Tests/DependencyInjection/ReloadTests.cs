using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.DependencyInjection;

/// <summary>Options that change while an application runs: the same credentials go on, without a gap.</summary>
public sealed class ReloadTests
{
    private const string Other = "arn:aws:iam::444444444444:role/Other";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_changes_moves_the_same_credentials_and_a_wrong_one_is_logged_with_its_path()
    {
        using TemporaryFile file = new();
        await using World world = WorldWithOther();
        file.Write(App.Production);
        IConfigurationRoot configuration = new ConfigurationBuilder().SetBasePath(file.Folder).AddJsonFile(TemporaryFile.Name, optional: false, reloadOnChange: true).Build();
        FakeLogCollector logs = new();
        await using ServiceProvider provider = Build(world, configuration, logs);
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        Assert.Equal("333333333333", (await credentials.GetCredentialsAsync(Token)).AccountId);

        file.Write(Other);
        await Eventually.TrueAsync(() => credentials.Chain.Hops[^1].RoleArn.ToString() == Other);
        Assert.Equal("444444444444", (await credentials.GetCredentialsAsync(Token)).AccountId);
        Assert.Same(credentials, provider.GetRequiredKeyedService<ChainedAWSCredentials>("x"));
        Assert.Equal(3, world.Assumes.Count()); // the hub's session stayed

        file.Write("wrong");
        await Eventually.TrueAsync(() => logs.GetSnapshot().Any(log => log.Id.Name == "OptionsRefused"));
        FakeLogRecord refused = logs.GetSnapshot().First(log => log.Id.Name == "OptionsRefused");
        Assert.Equal(LogLevel.Error, refused.Level);
        Assert.Contains("RoleChains:X:Hops:1:RoleArn: hop 2 of 2: RoleArn is \"wrong\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal("444444444444", (await credentials.GetCredentialsAsync(Token)).AccountId);

        file.Write(App.Production);
        await Eventually.TrueAsync(() => credentials.Chain.Hops[^1].RoleArn.ToString() == App.Production);
    }

    [Fact]
    public async Task The_old_session_is_served_until_the_new_one_is_there()
    {
        await using World world = WorldWithOther();
        IConfigurationRoot configuration = App.Configuration(("RoleChains:X:Hops:0:RoleArn", App.Hub), ("RoleChains:X:Hops:1:RoleArn", App.Production));
        await using ServiceProvider provider = Build(world, configuration, new());
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        await credentials.WarmUpAsync(Token);

        using StsGate gate = new();
        using IDisposable held = world.Sts.AddFault(StsFault.Hold(gate), call => call.RoleArn == Other);
        Change(configuration, Other);
        Task<Amazon.Runtime.ImmutableCredentials> read = credentials.GetCredentialsAsync(Token);
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal("333333333333", (await read).AccountId);
        gate.Open();
        await Eventually.TrueAsync(() => credentials.Chain.Hops[^1].RoleArn.ToString() == Other);
        Assert.True(credentials.GetCredentialsAsync(Token).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_role_that_is_denied_is_tried_again_until_it_works()
    {
        await using World world = World.InMemory();
        FakeLogCollector logs = new();
        IConfigurationRoot configuration = App.Configuration(("RoleChains:X:Hops:0:RoleArn", App.Hub), ("RoleChains:X:Hops:1:RoleArn", App.Production));
        await using ServiceProvider provider = Build(world, configuration, logs);
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        await credentials.WarmUpAsync(Token);

        Change(configuration, Other);
        await Eventually.TrueAsync(() => logs.GetSnapshot().Any(log => log.Id.Name == "ReloadWaits"));
        Assert.Equal("333333333333", (await credentials.GetCredentialsAsync(Token)).AccountId);
        world.AddRole(Other, App.Hub);
        await Eventually.TrueAsync(() =>
        {
            world.Clock!.Advance(TimeSpan.FromSeconds(1));
            return credentials.Chain.Hops[^1].RoleArn.ToString() == Other;
        });
    }

    [Fact]
    public async Task A_role_that_newer_options_no_longer_want_is_not_asked_for_again()
    {
        await using World world = WorldWithOther();
        FakeLogCollector logs = new();
        IConfigurationRoot configuration = App.Configuration(("RoleChains:X:Hops:0:RoleArn", App.Hub), ("RoleChains:X:Hops:1:RoleArn", App.Production));
        await using ServiceProvider provider = Build(world, configuration, logs);
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        await credentials.WarmUpAsync(Token);

        Change(configuration, "arn:aws:iam::333333333333:role/Missing");
        await Eventually.TrueAsync(() => logs.GetSnapshot().Any(log => log.Id.Name == "ReloadWaits"));
        await MoveToAsync(Other);
        int asked = Asked();
        world.Clock!.Advance(TimeSpan.FromSeconds(30));
        await MoveToAsync(App.Production);
        await MoveToAsync(Other);
        Assert.Equal(asked, Asked());

        int Asked() => world.Assumes.Count(call => call.RoleArn!.EndsWith("Missing", StringComparison.Ordinal));

        Task MoveToAsync(string role)
        {
            Change(configuration, role);
            return Eventually.TrueAsync(() => credentials.Chain.Hops[^1].RoleArn.ToString() == role);
        }
    }

    [Fact]
    public async Task A_chain_that_serves_nobody_moves_at_once()
    {
        await using World world = WorldWithOther();
        IConfigurationRoot configuration = App.Configuration(("RoleChains:X:Hops:0:RoleArn", App.Hub), ("RoleChains:X:Hops:1:RoleArn", "arn:aws:iam::333333333333:role/Missing"));
        await using ServiceProvider provider = Build(world, configuration, new());
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        await Assert.ThrowsAsync<RoleChainException>(() => credentials.WarmUpAsync(Token));
        Change(configuration, Other);
        await Eventually.TrueAsync(() => credentials.Chain.Hops[^1].RoleArn.ToString() == Other);
        Assert.Equal("444444444444", (await credentials.GetCredentialsAsync(Token)).AccountId);
    }

    [Fact]
    public async Task A_reload_that_changes_nothing_of_the_chain_costs_no_call()
    {
        await using World world = World.InMemory();
        IConfigurationRoot configuration = App.Configuration(("RoleChains:X:Hops:0:RoleArn", App.Hub), ("RoleChains:X:Hops:1:RoleArn", App.Production));
        await using ServiceProvider provider = Build(world, configuration, new());
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        await credentials.WarmUpAsync(Token);
        RoleChain before = credentials.Chain;
        configuration["Logging:LogLevel:Default"] = "Debug";
        configuration.Reload();
        Assert.Same(before, credentials.Chain);
        Assert.Equal(2, world.Assumes.Count());
    }

    [Fact]
    public async Task Requests_under_way_through_ten_reloads_all_succeed_with_one_session_each()
    {
        await using World world = WorldWithOther();
        IConfigurationRoot configuration = App.Configuration(("RoleChains:X:Hops:0:RoleArn", App.Hub), ("RoleChains:X:Hops:1:RoleArn", App.Production));
        await using ServiceProvider provider = Build(world, configuration, new(), client: true);
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        IAmazonS3 s3 = provider.GetRequiredKeyedService<IAmazonS3>("x");
        await credentials.WarmUpAsync(Token);

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        int requests = 0;
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await s3.ListBucketsAsync(CancellationToken.None); // a torn session has a wrong signature, and fails
                Interlocked.Increment(ref requests);
            }
        }))];
        for (int reload = 0; reload < 10; reload++)
        {
            string role = reload % 2 == 0 ? Other : App.Production;
            int before = Volatile.Read(ref requests);
            Change(configuration, role);
            await Eventually.TrueAsync(() => credentials.Chain.Hops[^1].RoleArn.ToString() == role && Volatile.Read(ref requests) > before + 4);
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_pool_s_hub_moves_and_a_tenant_follows_when_it_is_looked_up_again()
    {
        await using World world = PoolTests.Tenants(1);
        world.AddRole("arn:aws:iam::222222222222:role/NewHub", "111111111111");
        world.AddRole(PoolTests.Role(1), "arn:aws:iam::222222222222:role/NewHub");
        IConfigurationRoot configuration = App.Configuration(("Hub:Hops:0:RoleArn", App.Hub));
        IServiceCollection services = App.ServicesIn(world).AddSingleton<IConfiguration>(configuration);
        services.AddRoleChainPool<int>("tenants", configuration.GetSection("Hub"), (_, tenant, chain, _) =>
        {
            chain.AssumeRole(PoolTests.Role(tenant));
            return Task.CompletedTask;
        });
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        ChainedAWSCredentials tenant = await pool.GetCredentialsAsync(1, Token);
        configuration["Hub:Hops:0:RoleArn"] = "arn:aws:iam::222222222222:role/NewHub";
        configuration.Reload();
        await Eventually.TrueAsync(() => pool.Status.Hub.Final.RoleArn!.Name == "NewHub");
        Assert.Equal("HubRole", tenant.Chain.Hops[0].RoleArn.Name);
        await pool.RemoveAsync(1, Token);
        ChainedAWSCredentials again = await pool.GetCredentialsAsync(1, Token);
        await again.WarmUpAsync(Token);
        Assert.Equal("NewHub", again.Chain.Hops[0].RoleArn.Name);
    }

    private static World WorldWithOther()
    {
        World world = World.InMemory();
        world.AddRole(Other, App.Hub);
        return world;
    }

    private static void Change(IConfigurationRoot configuration, string role)
    {
        configuration["RoleChains:X:Hops:1:RoleArn"] = role;
        configuration.Reload();
    }

    private static ServiceProvider Build(World world, IConfigurationRoot configuration, FakeLogCollector logs, bool client = false)
    {
        IServiceCollection services = App.ServicesIn(world)
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
        RoleChainServicesBuilder chain = services.AddRoleChain("x", configuration.GetSection("RoleChains:X"));
        if (client)
        {
            chain.AddAwsClient<IAmazonS3>();
        }

        return services.BuildServiceProvider(App.Strict);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("role-chaining-").FullName;

        public const string Name = "appsettings.json";

        public void Write(string role)
        {
            string next = Path.Combine(Folder, "next.json");
            File.WriteAllText(next, $$"""{ "RoleChains": { "X": { "Hops": [ { "RoleArn": "{{App.Hub}}" }, { "RoleArn": "{{role}}" } ] } } }""");
            File.Move(next, Path.Combine(Folder, Name), overwrite: true); // never half a file
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}

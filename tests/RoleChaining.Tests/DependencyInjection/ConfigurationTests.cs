using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace RoleChaining.DependencyInjection;

public sealed class ConfigurationTests
{
    private const string Design = """
        { "RoleChains": { "Production": {
          "Region": "eu-west-1", "FailoverRegions": ["eu-central-1"],
          "Hops": [
            { "RoleArn": "arn:aws:iam::222222222222:role/HubRole", "SessionName": "orders", "SourceIdentity": "orders",
              "Tags": [ { "Key": "cost:center", "Value": "7", "Transitive": true } ] },
            { "RoleArn": "arn:aws:iam::333333333333:role/ProductionRole", "Duration": "01:00:00" } ],
          "Retry": { "MaxAttempts": 3 } } } }
        """;

    [Fact]
    public void The_form_of_the_documentation_is_read_whole()
    {
        ChainedAWSCredentials credentials = Resolve(Json(Design));
        RoleChain chain = credentials.Chain;
        Assert.Equal("eu-west-1", chain.Region);
        Assert.Equal(["eu-central-1"], chain.FailoverRegions);
        Assert.Equal([App.Hub, App.Production], chain.Hops.Select(hop => hop.RoleArn.ToString()));
        Assert.Equal("orders", chain.Hops[0].SessionName);
        Assert.Equal("orders", chain.Hops[0].SourceIdentity);
        Assert.Equal(("cost:center", "7", true), Assert.Single(chain.Hops[0].Tags) is var tag ? (tag.Key, tag.Value, tag.Transitive) : default);
        Assert.Equal(TimeSpan.FromHours(1), chain.Hops[1].Duration);
    }

    [Fact]
    public void Every_option_can_be_configured()
    {
        RoleChainOptions read = new();
        List<string> faults = [];
        ChainConfiguration.Read(
            Json("""
                { "SourceProfile": "dev", "UseSourceDirectly": false, "Region": "eu-west-1", "FailoverRegions": ["eu-west-2", "eu-west-3"],
                  "StsEndpoint": "https://sts.example.com", "UseFipsEndpoint": true, "SharedSessions": true,
                  "Hops": [ { "RoleArn": "r", "SessionName": "s", "Duration": "00:20:00", "ExternalId": "e", "SourceIdentity": "i",
                    "Tags": [ { "Key": "a:b", "Value": "v" } ], "Policy": "{}", "PolicyArns": ["p", "q"], "MfaSerialNumber": "m",
                    "ProvidedContexts": [ { "ProviderArn": "c", "ContextAssertion": "a" } ], "Region": "eu-north-1" } ],
                  "Refresh": { "AdvisoryWindow": "00:10:00", "MandatoryWindow": "00:02:00", "JitterFraction": 0.25, "FailureDelay": "00:00:03",
                    "MaxFailureDelay": "00:00:40", "MaxUrgentFailureDelay": "00:00:05", "ExpiredGrace": "00:06:00", "OnDenied": "Throw" },
                  "Retry": { "MaxAttempts": 7, "BaseDelay": "00:00:00.25", "MaxDelay": "00:00:01", "AttemptTimeout": "00:00:02", "TotalTimeout": "00:00:09", "PropagationTimeout": "20s" } }
                """),
            [], read, new ErrorPaths(), faults);
        Assert.Empty(faults);
        Assert.Equal(("dev", false, "eu-west-1", "https://sts.example.com", true), (read.SourceProfile, read.UseSourceDirectly, read.Region, read.StsEndpoint, read.UseFipsEndpoint));
        Assert.True(read.SharedSessions);
        Assert.Equal(["eu-west-2", "eu-west-3"], read.FailoverRegions);
        Assert.Equal(
            [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2), 0.25, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(6), DeniedBehavior.Throw],
            read.Refresh.Settings);
        Assert.Equal([7, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(20)], read.Retry.Settings);
        RoleHopOptions hop = Assert.Single(read.Hops);
        Assert.Equal(
            ("r", "s", TimeSpan.FromMinutes(20), "e", "i", "{}", "m", "eu-north-1"),
            (hop.RoleArn, hop.SessionName, hop.Duration, hop.ExternalId, hop.SourceIdentity, hop.Policy, hop.MfaSerialNumber, hop.Region));
        Assert.Equal(["p", "q"], hop.PolicyArns);
        Assert.Equal("c a", Assert.Single(hop.ProvidedContexts) is var context ? $"{context.ProviderArn} {context.ContextAssertion}" : "");
    }

    [Fact]
    public void Every_fault_stops_the_start_with_its_path()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("production", Json("""
            { "RoleChains": { "Production": {
              "Region": "europe", "Regoin": "x",
              "Hops": [ { "RoleArn": "arn:aws:iam::222222222222:role/HubRole", "Duration": "an hour", "ExternalID ": "hidden-1" },
                        { "RoleArn": "hub", "Duration": "02:00:00", "Tags": "hidden-2" } ],
              "Refresh": { "OnDenied": "Maybe", "JitterFraction": "wide" }, "Retry": { "MaxAttempts": "three" } } } }
            """).GetSection("RoleChains:Production"));
        services.AddRoleChain("audit", Json("""{ "Audit": { "Hops": [ { "SessionName": "x" } ] } }""").GetSection("Audit"));
        string[] faults = App.FaultsAtStart(services);
        string[] paths =
        [
            "RoleChains:Production:Regoin: is not known here", "RoleChains:Production:Region: Region is \"europe\"",
            "RoleChains:Production:Hops:0:Duration: is no time", "RoleChains:Production:Hops:0:ExternalID : is not known here; known are RoleArn, SessionName",
            "RoleChains:Production:Hops:1:RoleArn: hop 2 of 2: RoleArn", "RoleChains:Production:Hops:1:Duration: hop 2 of 2: Duration is 02:00:00",
            "RoleChains:Production:Hops:1:Tags: is no list", "RoleChains:Production:Refresh:OnDenied: is none of", "RoleChains:Production:Refresh:JitterFraction: is no number",
            "RoleChains:Production:Retry:MaxAttempts: is no whole number", "Audit:Hops:0:RoleArn: hop 1 of 1: RoleArn", "Audit:Hops:0:SessionName: hop 1 of 1: SessionName",
        ];
        Assert.All(paths, path => Assert.Single(faults, fault => fault.StartsWith(path, StringComparison.Ordinal)));
        Assert.Equal(paths.Length, faults.Length);
        Assert.All(faults, fault => Assert.DoesNotContain("hidden", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void What_code_added_to_a_section_is_told_by_the_chain_s_name()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", Json($$"""{ "X": { "Hops": [ { "RoleArn": "{{App.Hub}}" } ] } }""").GetSection("X"), (_, chain) => chain.AssumeRole("code"));
        Assert.StartsWith("the role chain 'x': hop 2 of 2: RoleArn", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_that_is_not_there_is_said_to_be_missing()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", Json("{}").GetSection("RoleChains:Prodction"));
        string fault = Assert.Single(App.FaultsAtStart(services));
        Assert.StartsWith("RoleChains:Prodction:Hops: Hops has no hop", fault, StringComparison.Ordinal);
        Assert.EndsWith("There is no section RoleChains:Prodction in configuration, or it is empty.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Hops_in_two_files_stop_the_start_and_both_are_named()
    {
        using TemporaryFiles files = new();
        files.Write("appsettings.json", Design);
        files.Write("appsettings.Development.json", $$"""{ "RoleChains": { "Production": { "Hops": [ { "RoleArn": "{{App.Production}}" } ] } } }""");
        ConfigurationManager configuration = new();
        configuration.SetBasePath(files.Folder).AddJsonFile("appsettings.json").AddJsonFile("appsettings.Development.json").AddInMemoryCollection();
        IServiceCollection services = new ServiceCollection().AddSingleton<IConfiguration>(configuration); // as every host does
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"));
        string fault = Assert.Single(App.FaultsAtStart(services));
        Assert.StartsWith("RoleChains:Production:Hops: is written by", fault, StringComparison.Ordinal);
        Assert.Contains("'appsettings.json'", fault, StringComparison.Ordinal);
        Assert.Contains("'appsettings.Development.json'", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("Memory", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Hops_in_two_files_of_a_chained_configuration_are_found_too()
    {
        IConfigurationRoot inner = new ConfigurationBuilder().AddConfiguration(Json(Design)).AddConfiguration(Json(Design)).Build();
        IConfigurationRoot outer = new ConfigurationBuilder().AddConfiguration(inner).Build();
        IServiceCollection services = new ServiceCollection().AddSingleton<IConfiguration>(outer);
        services.AddRoleChain("production", outer.GetSection("RoleChains:Production"));
        Assert.Contains(App.FaultsAtStart(services), fault => fault.StartsWith("RoleChains:Production:Hops: is written by", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_providers_of_hops_cannot_be_seen_a_warning_says_so()
    {
        FakeLogCollector logs = new();
        IServiceCollection services = new ServiceCollection().AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
        services.AddSingleton<IConfiguration>(Json("{}")); // another one
        services.AddRoleChain("production", Json(Design).GetSection("RoleChains:Production"));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        Assert.Contains("RoleChains:Production is not a section of the IConfiguration in the container", Assert.Single(logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_development_the_same_code_uses_the_source_directly()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddJsonStream(Stream(Design))
            .AddJsonStream(Stream("""{ "RoleChains": { "Production": { "SourceProfile": "dev-sso", "UseSourceDirectly": true } } }"""))
            .Build();
        Assert.Equal("the source itself", Resolve(configuration).Chain.ToString());
    }

    private static ChainedAWSCredentials Resolve(IConfigurationRoot configuration)
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"));
        ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        provider.GetRequiredService<IStartupValidator>().Validate();
        return provider.GetRequiredKeyedService<ChainedAWSCredentials>("production");
    }

    private static IConfigurationRoot Json(string json) => new ConfigurationBuilder().AddJsonStream(Stream(json)).Build();

    private static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json));

    private sealed class TemporaryFiles : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("role-chaining-").FullName;

        public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}

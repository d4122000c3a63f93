using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.DependencyInjection;

/// <summary>What a later provider may set of a list of hops, and what is refused.</summary>
public sealed class OverlayTests
{
    private const string File = $$"""
        { "RoleChains": { "Production": { "Hops": [ { "RoleArn": "{{App.Hub}}", "SessionName": "file" }, { "RoleArn": "{{Staging}}" } ] } } }
        """;

    private const string Staging = "arn:aws:iam::333333333333:role/StagingRole";
    private const string Path = "RoleChains:Production:Hops";

    [Fact]
    public void Environment_command_line_and_memory_set_single_properties_of_a_hop_that_is_there()
    {
        string variable = $"OVERLAY_TESTS_RoleChains__Production__Hops__1__RoleArn";
        Environment.SetEnvironmentVariable(variable, App.Production);
        try
        {
            RoleChain chain = Chain(builder => builder
                .AddJsonStream(Stream(File))
                .AddEnvironmentVariables("OVERLAY_TESTS_")
                .AddCommandLine([$"--{Path}:0:SessionName=command-line"])
                .AddInMemoryCollection([KeyValuePair.Create($"{Path}:1:ExternalId", (string?)"secret-id")]));
            Assert.Equal($"{App.Hub} -> {App.Production}", chain.ToString());
            Assert.Equal(("command-line", "secret-id"), (chain.Hops[0].SessionName, chain.Hops[1].ExternalId));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void A_second_file_may_set_what_is_no_role_as_user_secrets_do()
    {
        RoleChain chain = Chain(builder => builder
            .AddJsonStream(Stream(File))
            .AddJsonStream(Stream($$"""{ "{{Path}}:1:ExternalId": "secret-id" }""")));
        Assert.Equal((Staging, "secret-id"), ((string?)chain.Hops[1].RoleArn, chain.Hops[1].ExternalId));
    }

    [Fact]
    public void Roles_in_two_files_are_refused_with_the_line_to_write()
    {
        string error = Assert.Single(Errors(builder => builder.AddJsonStream(Stream(File)).AddJsonStream(Stream(File))));
        Assert.StartsWith($"{Path}: is written by", error, StringComparison.Ordinal);
        Assert.Contains("RoleChains__Production__Hops__0__RoleArn=arn:...", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_beyond_the_end_of_the_list_is_refused_with_the_line_to_write()
    {
        string[] errors = Errors(builder => builder
            .AddJsonStream(Stream(File))
            .AddInMemoryCollection([KeyValuePair.Create($"{Path}:2:ExternalId", (string?)"secret-id")]));
        Assert.StartsWith($"{Path}:2: is set by MemoryConfigurationProvider, but JsonStreamConfigurationProvider lists 2 hops", errors[0], StringComparison.Ordinal);
        Assert.Contains("write RoleChains__Production__Hops__1__ExternalId to change the last hop", errors[0], StringComparison.Ordinal);
        Assert.DoesNotContain(errors, error => error.Contains("secret-id", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2:RoleArn", App.Hub, "RoleArn")]
    [InlineData("2", App.Hub, "RoleArn")]
    [InlineData("2:sessionName", "me", "sessionName")]
    [InlineData("2:Tags:Team", "alpha", "RoleArn")]
    public void The_line_to_write_is_about_the_same_setting(string key, string value, string setting) => Assert.Contains(
        $"write RoleChains__Production__Hops__1__{setting} to change the last hop",
        Errors(builder => builder.AddJsonStream(Stream(File)).AddInMemoryCollection([KeyValuePair.Create($"{Path}:{key}", (string?)value)]))[0],
        StringComparison.Ordinal);

    [Fact]
    public void A_list_with_a_gap_is_refused() =>
        Assert.StartsWith($"{Path}:3: is set by", Errors(builder => builder.AddInMemoryCollection(
            [KeyValuePair.Create($"{Path}:0:RoleArn", (string?)App.Hub), KeyValuePair.Create($"{Path}:3:RoleArn", (string?)App.Production)]))[0], StringComparison.Ordinal);

    [Fact]
    public void The_environment_alone_can_say_a_chain()
    {
        RoleChain chain = Chain(builder => builder.AddInMemoryCollection(
            [KeyValuePair.Create($"{Path}:0:RoleArn", (string?)App.Hub), KeyValuePair.Create($"{Path}:1", (string?)App.Production)]));
        Assert.Equal($"{App.Hub} -> {App.Production}", chain.ToString());
    }

    [Theory]
    [InlineData("\"01:00:00\"", 3600)]
    [InlineData("\"1h\"", 3600)]
    [InlineData("\"90m\"", 5400)]
    [InlineData("\"0.5h\"", 1800)]
    [InlineData("\"1800s\"", 1800)]
    [InlineData("1800", 1800)]
    public void A_duration_is_understood_in_every_common_form(string written, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        Chain(builder => builder.AddJsonStream(Stream($$"""{ "RoleChains": { "Production": { "Hops": [ { "RoleArn": "{{App.Hub}}", "Duration": {{written}} } ] } } }"""))).Hops[0].Duration);

    [Theory]
    [InlineData("h")]
    [InlineData("1d")]
    [InlineData("-1h")]
    [InlineData("1h30m")]
    [InlineData("99999999999999999999h")]
    [InlineData("one hour")]
    public void Another_is_refused_with_the_form_to_write(string written) => Assert.StartsWith(
        $"{Path}:0:Duration: is no time; write hours, minutes and seconds, such as 01:00:00, or 1h, 90m, or seconds, such as 3600",
        Assert.Single(Errors(builder => builder.AddJsonStream(Stream($$"""{ "RoleChains": { "Production": { "Hops": [ { "RoleArn": "{{App.Hub}}", "Duration": "{{written}}" } ] } } }""")))),
        StringComparison.Ordinal);

    [Fact]
    public void Delays_have_units_too_but_a_bare_number_would_be_days()
    {
        const string Retry = "RoleChains:Production:Retry:BaseDelay";
        Assert.StartsWith($"{Retry}: is no time", Assert.Single(Errors(builder => builder.AddJsonStream(Stream(File)).AddInMemoryCollection([KeyValuePair.Create(Retry, (string?)"5")]))), StringComparison.Ordinal);
        Chain(builder => builder.AddJsonStream(Stream(File)).AddInMemoryCollection([KeyValuePair.Create(Retry, (string?)"250ms")]));
    }

    [Fact]
    public void Tags_may_be_an_object_and_hops_plain_texts()
    {
        RoleChain chain = Chain(builder => builder
            .AddJsonStream(Stream($$"""{ "RoleChains": { "Production": { "Hops": [ "{{App.Hub}}", { "RoleArn": "{{App.Production}}", "Tags": { "Team": "alpha", "Stage": "" } } ] } } }"""))
            .AddInMemoryCollection([KeyValuePair.Create($"{Path}:0:SessionName", (string?)"overlay")]));
        Assert.Equal($"{App.Hub} -> {App.Production}", chain.ToString());
        Assert.Equal("overlay", chain.Hops[0].SessionName);
        Assert.Equal([("Stage", "", false), ("Team", "alpha", false)], chain.Hops[1].Tags.Select(tag => (tag.Key, tag.Value, tag.Transitive)));
    }

    [Fact]
    public void Other_forms_of_tags_and_hops_are_refused_with_the_form_to_write()
    {
        string[] errors = Errors(builder => builder.AddJsonStream(Stream(
            $$"""{ "RoleChains": { "Production": { "Hops": [ { "RoleArn": "{{App.Hub}}", "Tags": { "Team": { "Value": "alpha" } } } ] } } }""")));
        Assert.Equal($$"""{{Path}}:0:Tags: is no list; write [ { "Key": "Team", "Value": "alpha" } ], or { "Team": "alpha" }.""", Assert.Single(errors));
        errors = Errors(builder => builder.AddJsonStream(Stream($$"""{ "RoleChains": { "Production": { "Hops": { "RoleArn": "{{App.Hub}}" } } } }""")));
        Assert.Contains(errors, error => error.StartsWith($$"""{{Path}}: is no list; write [ { "RoleArn":""", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_changes_a_hop_that_configuration_lists()
    {
        RoleChain chain = Chain(
            builder => builder.AddJsonStream(Stream(File)),
            (_, chain) => chain.ConfigureHop(2, hop => hop.ExternalId = "secret-id"));
        Assert.Equal((Staging, "secret-id"), ((string?)chain.Hops[1].RoleArn, chain.Hops[1].ExternalId));
        ArgumentOutOfRangeException none = Assert.Throws<ArgumentOutOfRangeException>(() => Chain(
            builder => builder.AddJsonStream(Stream(File)), (_, chain) => chain.ConfigureHop(3, hop => hop.ExternalId = "secret-id")));
        Assert.StartsWith("There is no hop 3 to configure: the chain 'production' has 2 so far.", none.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RoleChainBuilder().AssumeRole(App.Hub).ConfigureHop(0, _ => { }));
    }

    [Fact]
    public void A_hop_that_code_changes_keeps_its_path_and_the_options_that_a_builder_began_with_stay_as_they_are()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddJsonStream(Stream(File)).Build();
        IServiceCollection services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"), (_, chain) => chain.ConfigureHop(2, hop => hop.SessionName = "?"));
        Assert.StartsWith($"{Path}:1:SessionName: hop 2 of 2", App.FaultsAtStart(services)[0], StringComparison.Ordinal);

        RoleChainOptions options = new() { Hops = { new RoleHopOptions { RoleArn = App.Hub } } };
        Assert.Equal("other", new RoleChainBuilder(options).ConfigureHop(1, hop => hop.SessionName = "other").BuildChain().Hops[0].SessionName);
        Assert.Null(options.Hops[0].SessionName);
    }

    private static RoleChain Chain(Action<IConfigurationBuilder> configure, Action<IServiceProvider, RoleChainBuilder>? code = null)
    {
        using ServiceProvider provider = Services(configure, code).BuildServiceProvider(App.Strict);
        App.Start(provider);
        return provider.GetRequiredKeyedService<ChainedAWSCredentials>("production").Chain;
    }

    private static string[] Errors(Action<IConfigurationBuilder> configure) => App.FaultsAtStart(Services(configure));

    private static IServiceCollection Services(Action<IConfigurationBuilder> configure, Action<IServiceProvider, RoleChainBuilder>? code = null)
    {
        ConfigurationBuilder builder = new();
        configure(builder);
        IConfigurationRoot configuration = builder.Build();
        IServiceCollection services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"), code);
        return services;
    }

    private static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json));
}

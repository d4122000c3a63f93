using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

/// <summary>A chain's data is the options of its name, and everything that .NET does with options happens to them.</summary>
public sealed class OptionsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void Configure_the_delegates_PostConfigure_and_the_last_word_come_in_this_order_wherever_they_are_said()
    {
        IServiceCollection services = new ServiceCollection();
        services.ConfigureAllRoleChains((_, chain) => chain.WithRetry(retry => retry.MaxAttempts = 5));
        services.PostConfigure<RoleChainOptions>("x", options => (options.Hops[1].ExternalId, options.Retry.MaxAttempts) = ("from-post-configure", 4));
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Production).WithRegion("eu-west-1"));
        services.Configure<RoleChainOptions>("x", options => options.Hops.Add(new RoleHopOptions { RoleArn = App.Hub }));
        services.ConfigureAll<RoleChainOptions>(options => options.Region = "us-east-1");
        services.Configure<RoleChainOptions>("another", options => options.Hops.Add(new RoleHopOptions { RoleArn = "not of this chain" }));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);

        RoleChain chain = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").Chain;
        Assert.Equal($"{App.Hub} -> {App.Production}", chain.ToString());
        Assert.Equal(("from-post-configure", "eu-west-1"), (chain.Hops[1].ExternalId, chain.Region));
        RoleChainOptions options = provider.GetRequiredService<IOptionsMonitor<RoleChainOptions>>().Get("x");
        Assert.Equal((2, 5), (options.Hops.Count, options.Retry.MaxAttempts));
    }

    [Fact]
    public void The_unnamed_chain_has_the_unnamed_options()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain();
        services.Configure<RoleChainOptions>(options => options.Hops.Add(new RoleHopOptions { RoleArn = App.Hub }));
        services.PostConfigureAll<RoleChainOptions>(options => options.Region = "eu-west-1");
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        RoleChain chain = provider.GetRequiredService<ChainedAWSCredentials>().Chain;
        Assert.Equal((App.Hub, "eu-west-1"), (chain.ToString(), chain.Region));
    }

    [Fact]
    public async Task A_pool_s_hub_has_options_too()
    {
        await using World world = PoolTests.Tenants(1);
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChainPool<int>("tenants", _ => { }, (_, tenant, chain, _) =>
        {
            chain.AssumeRole(PoolTests.Role(tenant));
            return Task.CompletedTask;
        });
        services.Configure<RoleChainOptions>("tenants", options => options.Hops.Add(new RoleHopOptions { RoleArn = App.Hub, SessionName = "from-options" }));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        RoleChain chain = await provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants").GetChainAsync(0, Token);
        Assert.Equal((2, "from-options"), (chain.Hops.Count, chain.Hops[0].SessionName));
    }

    [Fact]
    public void Validate_judges_the_chain_as_it_will_be_and_its_words_stand_beside_the_library_s()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub).AssumeRole("production"));
        services.AddOptions<RoleChainOptions>("x")
            .Validate(options => options.Hops.Count == 3, "three hops, please")
            .Validate(options => options.Hops[0].RoleArn == App.Hub, "never seen")
            .ValidateOnStart();
        string[] errors = App.FaultsAtStart(services);
        Assert.StartsWith("the role chain 'x': hop 2 of 2: RoleArn is \"production\"", errors[0], StringComparison.Ordinal);
        Assert.Equal("three hops, please.", errors[1]);
        Assert.Equal(2, errors.Length);
    }

    [Fact]
    public void ValidateOnStart_of_the_application_does_not_hide_the_errors_of_others()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddOptions<RoleChainOptions>("x").ValidateOnStart();
        services.AddRoleChain("x", chain => chain.AssumeRole("x"));
        services.AddRoleChain("y", chain => chain.AssumeRole("y"));
        services.AddOptions<Other>().Validate(_ => false, "of another kind").ValidateOnStart();
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        AggregateException both = Assert.Throws<AggregateException>(() => App.Start(provider));
        OptionsValidationException[] errors = [.. both.InnerExceptions.Cast<OptionsValidationException>()];
        Assert.Equal([typeof(RoleChainOptions), typeof(Other)], errors.Select(error => error.OptionsType));
        Assert.Equal(2, errors[0].Failures.Count());
    }

    [Fact]
    public void Several_errors_stand_on_lines_of_their_own_with_numbers_and_one_stands_alone()
    {
        OptionsValidationException several = Refusal("hub", "production");
        string[] lines = several.Message.Split('\n');
        Assert.Equal("", lines[0]);
        Assert.StartsWith("  1. the role chain 'x': hop 1 of 2: RoleArn", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  2. the role chain 'x': hop 2 of 2: RoleArn", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("the role chain 'x': hop 1 of 1", Refusal("hub").Message, StringComparison.Ordinal);

        static OptionsValidationException Refusal(params string[] roles)
        {
            IServiceCollection services = new ServiceCollection();
            services.AddRoleChain("x", chain => _ = roles.Select(role => chain.AssumeRole(role)).ToArray());
            using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
            return Assert.Throws<OptionsValidationException>(() => App.Start(provider));
        }
    }

    [Fact]
    public void The_binder_of_NET_fills_a_chain_as_well()
    {
        IConfiguration configuration = App.Configuration(
            ("Chain:Region", "eu-west-1"),
            ("Chain:Hops:0:RoleArn", App.Hub), ("Chain:Hops:0:Tags:0:Key", "a:b"), ("Chain:Hops:0:Tags:0:Value", "c"), ("Chain:Hops:0:Tags:0:Transitive", "true"),
            ("Chain:Hops:1:RoleArn", App.Production), ("Chain:Hops:1:Duration", "00:30:00"),
            ("Chain:Refresh:OnDenied", "Throw"), ("Chain:Retry:MaxAttempts", "7"));
        IServiceCollection services = new ServiceCollection();
        services.AddOptions<RoleChainOptions>("x").Bind(configuration.GetSection("Chain"));
        services.AddRoleChain("x");
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        RoleChain chain = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").Chain;
        Assert.Equal($"{App.Hub} -> {App.Production}", chain.ToString());
        Assert.Equal(("eu-west-1", TimeSpan.FromMinutes(30)), (chain.Region, chain.Hops[1].Duration));
        Assert.Equal(("a:b", "c", true), Assert.Single(chain.Hops[0].Tags) is var tag ? (tag.Key, tag.Value, tag.Transitive) : default);
        RoleChainOptions options = provider.GetRequiredService<IOptionsMonitor<RoleChainOptions>>().Get("x");
        Assert.Equal((DeniedBehavior.Throw, 7), (options.Refresh.OnDenied, options.Retry.MaxAttempts));
    }

    [Fact]
    public void A_profile_that_options_name_last_takes_the_place_of_a_source_in_code()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.WithSource(new Amazon.Runtime.BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret")).AssumeRole(App.Hub));
        services.PostConfigure<RoleChainOptions>("x", options => (options.SourceProfile, options.UseSourceDirectly) = ("no-such-profile", true));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        RoleChainException failed = Assert.Throws<RoleChainException>(() => provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").GetCredentials());
        Assert.Contains("no-such-profile", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_and_a_pool_of_one_name_share_what_is_said_of_the_name_and_nothing_else()
    {
        await using World world = PoolTests.Tenants(1);
        IConfigurationRoot configuration = App.Configuration(("Chain:Hops:0:RoleArn", App.Hub), ("Chain:Hops:1:RoleArn", App.Production), ("Pool:Hops:0:RoleArn", App.Hub));
        IServiceCollection services = App.ServicesIn(world).AddSingleton<IConfiguration>(configuration);
        services.AddRoleChainPool<int>("x", configuration.GetSection("Pool"), (_, tenant, chain, _) =>
        {
            chain.AssumeRole(PoolTests.Role(tenant));
            return Task.CompletedTask;
        });
        services.AddRoleChain("x", configuration.GetSection("Chain"));
        services.PostConfigure<RoleChainOptions>("x", options => options.Hops[0].SessionName = "both");
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("x");
        Assert.Equal($"{App.Hub} -> {App.Production}", credentials.Chain.ToString());
        RoleChain tenant = await pool.GetChainAsync(0, Token);
        Assert.Equal($"{App.Hub} -> {PoolTests.Role(0)}", tenant.ToString());
        Assert.Equal(("both", "both"), (credentials.Chain.Hops[0].SessionName, tenant.Hops[0].SessionName));

        configuration["Pool:Hops:0:SessionName"] = configuration["Pool:Hops:0:SourceIdentity"] = "reloaded";
        configuration.Reload();
        do
        {
            await pool.RemoveAsync(0, Token);
        }
        while ((await pool.GetChainAsync(0, Token)).Hops[0].SourceIdentity != "reloaded");
    }

    [Fact]
    public void Options_of_a_name_that_no_chain_has_are_left_to_the_application()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub));
        services.AddOptions<RoleChainOptions>("mine").Configure(options => options.Region = "nowhere").Validate(options => options.Region != "here");
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        Assert.Equal("nowhere", provider.GetRequiredService<IOptionsMonitor<RoleChainOptions>>().Get("mine").Region);
    }

    private sealed class Other;
}

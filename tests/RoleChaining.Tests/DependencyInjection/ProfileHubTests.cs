using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Profiles;

namespace RoleChaining.DependencyInjection;

/// <summary>Chains and hubs whose hops a profile says.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class ProfileHubTests : IDisposable
{
    private readonly SharedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_hops_of_a_profile_come_before_those_of_a_section_and_before_a_tenant_s()
    {
        _files.Config = $"""
            [profile hub]
            role_arn = {App.Hub}
            credential_source = Environment
            """;
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", App.Configuration(("X:Profile", "hub"), ("X:Hops:0:RoleArn", App.Production)).GetSection("X"));
        services.AddRoleChain("y", App.Configuration(("Y:Profile", "hub")).GetSection("Y"));
        services.AddRoleChainPool<int>("tenants", hub => hub.FollowProfile("hub"), (_, tenant, chain, _) =>
        {
            chain.AssumeRole(PoolTests.Role(tenant));
            return Task.CompletedTask;
        });
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        Assert.Equal($"{App.Hub} -> {App.Production}", provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").ToString());
        Assert.Equal(App.Hub, provider.GetRequiredKeyedService<ChainedAWSCredentials>("y").ToString());
        RoleChain tenant = await provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants").GetChainAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal($"{App.Hub} -> {PoolTests.Role(1)}", tenant.ToString());
    }

    [Fact]
    public void Faults_of_the_files_and_of_the_options_stop_the_start_together_each_at_its_place()
    {
        _files.Config = """
            [profile broken]
            role_arn = hub
            source_profile = keys
            duration_seconds = soon
            [profile keys]
            aws_access_key_id = AKIAEXAMPLE
            [profile hub]
            role_arn = hub
            credential_source = Environment
            """;
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", App.Configuration(("X:Profile", "broken"), ("X:Region", "europe"), ("X:Hops:0:RoleArn", "production")).GetSection("X"));
        services.AddRoleChain("y", App.Configuration(("Y:Profile", "hub"), ("Y:Hops:0:RoleArn", "production")).GetSection("Y"));
        services.AddRoleChain("z", chain => chain.FollowProfile("hub").WithRegion("europe"));
        string[] starts =
        [
            $"X:Profile: {_files.ConfigPath}, line 4, profile \"broken\": duration_seconds", $"X:Profile: {_files.ConfigPath}, line 5, profile \"keys\": aws_",
            $"X:Profile: {_files.ConfigPath}, line 2, profile \"broken\": role_arn", "X:Region: Region is \"europe\"", "X:Hops:0:RoleArn: hop 2 of 2: RoleArn is",
            $"Y:Profile: {_files.ConfigPath}, line 8, profile \"hub\": role_arn: hop 1 of 2: RoleArn is", "Y:Hops:0:RoleArn: hop 2 of 2: RoleArn is",
            $"the role chain 'z': {_files.ConfigPath}, line 8, profile \"hub\": role_arn: hop 1 of 1", "the role chain 'z': Region is \"europe\"",
        ];
        string[] faults = App.FaultsAtStart(services);
        Assert.All(starts, start => Assert.Single(faults, fault => fault.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(starts.Length, faults.Length);
    }

    [Fact]
    public void A_hop_in_configuration_is_checked_as_the_one_that_it_is_after_those_of_the_profile()
    {
        _files.Config = $"""
            [profile hub]
            role_arn = {App.Hub}
            credential_source = Environment
            """;
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", App.Configuration(
            ("X:Profile", "hub"), ("X:Hops:0:RoleArn", App.Production), ("X:Hops:0:Duration", "02:00:00")).GetSection("X"));
        Assert.StartsWith("X:Hops:0:Duration: hop 2 of 2: Duration is 02:00:00", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_start_reads_the_files_and_runs_no_process_of_theirs()
    {
        string ran = Path.Combine(_files.Folder, "ran");
        _files.Config = $"""
            [profile production]
            role_arn = {App.Production}
            source_profile = process
            [profile process]
            credential_process = touch {ran}
            """;
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.FollowProfile("production"));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        Assert.Equal(App.Production, provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").ToString());
        Assert.False(File.Exists(ran));
    }

    [Fact]
    public void What_is_wrong_with_the_files_stops_the_start()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", App.Configuration(("X:Profile", "nobody")).GetSection("X"));
        Assert.Contains("nobody", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }
}

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
    public void What_is_wrong_with_the_files_stops_the_start()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", App.Configuration(("X:Profile", "nobody")).GetSection("X"));
        Assert.Contains("nobody", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }
}

using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.DependencyInjection;

/// <summary>Two parts of an application that register one chain.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void Two_that_add_the_same_hops_stop_the_start_and_both_are_named()
    {
        IServiceCollection services = new ServiceCollection();
        Orders.Add(services);
        Invoices.Add(services);
        string error = Assert.Single(App.FaultsAtStart(services));
        Assert.StartsWith("the role chain 'x' is registered twice, with hops that overlap: by the delegate in ", error, StringComparison.Ordinal);
        Assert.Contains($"{nameof(Orders)}.{nameof(Orders.Add)}", error, StringComparison.Ordinal);
        Assert.Contains($"{nameof(Invoices)}.{nameof(Invoices.Add)}", error, StringComparison.Ordinal);
        Assert.Contains("TryAddRoleChain", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_and_a_delegate_with_the_same_hops_are_two_as_well()
    {
        IServiceCollection services = new ServiceCollection();
        Orders.Add(services);
        services.AddRoleChain("x", App.Configuration(("Chain:Hops:0:RoleArn", App.Hub)).GetSection("Chain"));
        string error = Assert.Single(App.FaultsAtStart(services));
        Assert.Contains("by the section Chain, and by the delegate in ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_registration_may_come_back_to_a_role_and_two_may_share_a_chain_between_them()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("back", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production).AssumeRole(App.Hub));
        services.AddRoleChain("shared", chain => chain.AssumeRole(App.Hub));
        services.AddRoleChain("shared", chain => chain.AssumeRole(App.Production));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        Assert.Equal(3, provider.GetRequiredKeyedService<ChainedAWSCredentials>("back").Chain.Hops.Count);
        Assert.Equal(2, provider.GetRequiredKeyedService<ChainedAWSCredentials>("shared").Chain.Hops.Count);
    }

    [Fact]
    public void One_section_counts_once_however_its_key_is_written()
    {
        IConfiguration configuration = App.Configuration(("Chain:Hops:0:RoleArn", App.Hub));
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", configuration.GetSection("Chain"));
        services.AddRoleChain("x", configuration.GetSection("chain"));
        Assert.Equal(Resolve(new ServiceCollection().AddRoleChain("x", configuration.GetSection("Chain")).Services, "x"), Resolve(services, "x"));
    }

    [Fact]
    public void A_chain_that_is_there_is_left_as_it_is_and_gets_the_clients_of_both()
    {
        IConfiguration section = App.Configuration(("Hops:0:RoleArn", App.Production));
        Func<IServiceCollection, RoleChainServicesBuilder>[] ways =
        [
            services => services.TryAddRoleChain("x", chain => chain.AssumeRole(App.Production)),
            services => services.TryAddRoleChain("x", (_, chain) => chain.AssumeRole(App.Production)),
            services => services.TryAddRoleChain("x", section),
            services => services.TryAddRoleChain(chain => chain.AssumeRole(App.Production)),
            services => services.TryAddRoleChain((_, chain) => chain.AssumeRole(App.Production)),
            services => services.TryAddRoleChain(section),
        ];
        foreach (Func<IServiceCollection, RoleChainServicesBuilder> way in ways)
        {
            IServiceCollection fresh = new ServiceCollection();
            Assert.Equal(App.Production, Resolve(fresh, way(fresh).Name));

            IServiceCollection taken = new ServiceCollection();
            taken.AddRoleChain(way(new ServiceCollection()).Name is { Length: > 0 } name ? name : "other", chain => chain.AssumeRole(App.Hub));
            taken.AddRoleChain(chain => chain.AssumeRole(App.Hub));
            RoleChainServicesBuilder added = way(taken);
            added.AddAwsClient<IAmazonS3>((_, config) => config.RegionEndpoint = Amazon.RegionEndpoint.EUWest1);
            Assert.Equal(App.Hub, Resolve(taken, added.Name));
        }
    }

    private static string Resolve(IServiceCollection services, string name)
    {
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        return (name.Length == 0
            ? provider.GetRequiredService<ChainedAWSCredentials>()
            : provider.GetRequiredKeyedService<ChainedAWSCredentials>(name)).ToString();
    }

    private static class Orders
    {
        public static void Add(IServiceCollection services) =>
            services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
    }

    private static class Invoices
    {
        public static void Add(IServiceCollection services) =>
            services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
    }
}

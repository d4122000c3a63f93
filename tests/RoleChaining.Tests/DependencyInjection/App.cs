using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;
using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

/// <summary>An application's services, pointed at a world's STS.</summary>
internal static class App
{
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";

    public static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    /// <summary>Services whose chains begin with alice and call the world's STS and S3.</summary>
    public static IServiceCollection ServicesIn(World world) => Point(new ServiceCollection(), world);

    /// <summary>Points the chains and clients of these services there.</summary>
    public static IServiceCollection Point(IServiceCollection services, World world)
    {
        services
            .ConfigureAllRoleChains((_, chain) => chain.WithSource(world.Alice.Credentials).WithStsClientConfig(world.Sts.Configure))
            .ConfigureAllAwsClients((_, config) => world.Sts.Configure(config));
        return world.Clock is { } clock ? services.AddSingleton<TimeProvider>(clock) : services;
    }

    public static IConfigurationRoot Configuration(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, value.Value))).Build();

    /// <summary>What the host does before it starts anything.</summary>
    public static void Start(IServiceProvider services) => services.GetRequiredService<IStartupValidator>().Validate();

    public static string[] FaultsAtStart(IServiceCollection services)
    {
        using ServiceProvider provider = services.BuildServiceProvider(Strict);
        return [.. ErrorList.WithoutNumbers(Assert.Throws<OptionsValidationException>(() => Start(provider)).Failures)];
    }
}

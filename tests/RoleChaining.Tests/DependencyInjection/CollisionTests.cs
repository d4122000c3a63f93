using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RoleChaining.DependencyInjection;

/// <summary>Neither the last registration nor the first may silently decide whose credentials are used.</summary>
public sealed class CollisionTests
{
    private static readonly BasicAWSCredentials Apps = new("AKIAIOSFODNN7EXAMPLE", "secret");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Credentials_of_the_application_and_the_unnamed_chain_stop_the_start_in_any_order(bool applicationFirst)
    {
        IServiceCollection services = new ServiceCollection();
        Action[] registrations = [() => services.AddSingleton<AWSCredentials>(Apps), () => services.AddRoleChain(chain => chain.AssumeRole(App.Hub))];
        foreach (Action register in applicationFirst ? registrations : registrations.Reverse())
        {
            register();
        }

        string fault = Assert.Single(App.FaultsAtStart(services));
        Assert.Contains("AWSCredentials is registered twice: for the unnamed role chain, and by the application as an instance of BasicAWSCredentials (Singleton)", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_of_the_application_and_one_of_the_unnamed_chain_stop_the_start()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain(chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>((_, config) => config.RegionEndpoint = Amazon.RegionEndpoint.EUWest1);
        services.AddScoped<IAmazonS3>(_ => new AmazonS3Client(Apps, Amazon.RegionEndpoint.EUWest1));
        Assert.Contains("IAmazonS3 is registered twice: for the unnamed role chain, and by the application as a factory (Scoped)", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }

    [Fact]
    public void Named_chains_live_beside_unkeyed_services_of_the_application()
    {
        IServiceCollection services = new ServiceCollection().AddSingleton<AWSCredentials>(Apps);
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>();
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        Assert.Same(Apps, provider.GetRequiredService<AWSCredentials>());
    }

    [Fact]
    public void A_service_keyed_by_the_chain_s_name_collides_too()
    {
        IServiceCollection services = new ServiceCollection().AddKeyedSingleton<AWSCredentials>("x", Apps);
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub));
        Assert.Contains("AWSCredentials keyed 'x' is registered twice: for the role chain 'x'", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_existing_takes_the_place_of_what_was_registered_before()
    {
        IServiceCollection services = new ServiceCollection().AddSingleton<AWSCredentials>(Apps);
        services.AddSingleton<IAmazonS3>(_ => new AmazonS3Client(Apps, Amazon.RegionEndpoint.EUWest1));
        services.AddRoleChain(chain => chain.AssumeRole(App.Hub), replaceExisting: true)
            .AddAwsClient<IAmazonS3>((_, config) => config.RegionEndpoint = Amazon.RegionEndpoint.EUWest1, replaceExisting: true);
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        Assert.IsType<ChainedAWSCredentials>(Assert.Single(provider.GetServices<AWSCredentials>()));
        Assert.Single(provider.GetServices<IAmazonS3>());
    }

    [Fact]
    public void What_a_test_puts_in_the_place_of_ours_is_no_collision()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain(chain => chain.AssumeRole(App.Hub));
        services.Replace(ServiceDescriptor.Singleton<AWSCredentials>(Apps));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        Assert.Same(Apps, provider.GetRequiredService<AWSCredentials>());
    }
}

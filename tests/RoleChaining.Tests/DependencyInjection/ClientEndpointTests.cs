using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Chains;
using RoleChaining.Sources;

namespace RoleChaining.DependencyInjection;

[Collection(Alone.Name)]
public sealed class ClientEndpointTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_S3")]
    public async Task A_client_goes_to_the_endpoint_of_the_environment_as_the_sdk_s_own_do(string variable)
    {
        await using World world = await World.OnLoopbackAsync();
        using Variables variables = new();
        variables[variable] = world.Sts.Endpoint.ToString();
        variables["AWS_REGION"] = "eu-west-3";
        IServiceCollection services = new ServiceCollection()
            .ConfigureAllRoleChains((_, chain) => chain.WithSource(world.Alice.Credentials).WithStsClientConfig(world.Sts.Configure));
        services.AddRoleChain("orders", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>();
        services.AddRoleChainPool<string>("tenants", hub => hub.AssumeRole(App.Hub), (_, _, chain, _) =>
        {
            chain.AssumeRole(App.Production);
            return Task.CompletedTask;
        });
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);

        await provider.GetRequiredKeyedService<IAmazonS3>("orders").ListBucketsAsync(Token);
        IRoleChainPool<string> pool = provider.GetRequiredKeyedService<IRoleChainPool<string>>("tenants");
        await (await pool.GetClientAsync<IAmazonS3>("acme", Token)).ListBucketsAsync(Token);
        Assert.Equal(["eu-west-3", "eu-west-3"], world.Sts.Calls.Where(call => call.Service == "s3").Select(call => call.Region));
    }

    [Fact]
    public async Task Nor_does_a_region_in_a_client_s_section_make_it_forget_that_endpoint()
    {
        await using World world = await World.OnLoopbackAsync();
        using Variables variables = new();
        variables["AWS_ENDPOINT_URL"] = world.Sts.Endpoint.ToString();
        IServiceCollection services = new ServiceCollection()
            .ConfigureAllRoleChains((_, chain) => chain.WithSource(world.Alice.Credentials).WithStsClientConfig(world.Sts.Configure));
        services.AddRoleChain("orders", chain => chain.AssumeRole(App.Hub))
            .AddAwsClient<IAmazonS3>(App.Configuration(("AWS:Region", "eu-west-2")).GetSection("AWS"));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        await provider.GetRequiredKeyedService<IAmazonS3>("orders").ListBucketsAsync(Token);
        Assert.Single(world.Sts.Calls, call => call.Service == "s3");
    }
}

// Shaped like a function of AWS Lambda under Native AOT: the environment configures it, it is initialised once, then serves one
// invocation after the other (a line of standard input each), and is frozen in between. Its credentials begin with the web identity
// that the environment names.
using System.Diagnostics;
using System.Globalization;
using Amazon.Extensions.NETCore.Setup;
using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleChaining;

IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
ServiceCollection services = new();
services.AddSingleton(configuration);
services.AddDefaultAWSOptions(new AWSOptions
{
    DefaultClientConfig = { ServiceURL = configuration["ServiceUrl"], ServiceSpecificSettings = { ["UseArnRegion"] = "true" } },
});
services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"))
    .AddAwsClient<IAmazonS3>(configuration.GetSection("Aws"))
    .AddHealthCheck();
services.AddLogging();
await using ServiceProvider provider = services.BuildServiceProvider();
provider.GetRequiredService<IStartupValidator>().Validate();

ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("production");
await credentials.WarmUpAsync();
double seconds = (TimeProvider.System.GetLocalNow() - Process.GetCurrentProcess().StartTime).TotalSeconds;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first credential after {seconds:0.000} s"));

IAmazonS3 s3 = provider.GetRequiredKeyedService<IAmazonS3>("production");
while (await Console.In.ReadLineAsync() is { } invocation)
{
    try
    {
        await s3.ListBucketsAsync();
        Console.WriteLine($"{invocation}: done as {credentials.Status.Final.AssumedRoleArn}");
    }
    catch (Exception e) when (e is RoleChainException or AmazonS3Exception)
    {
        Console.WriteLine($"{invocation}: {e.Message}");
    }
}

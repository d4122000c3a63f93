using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using RoleChaining.Chains;

namespace RoleChaining.Conventions;

/// <summary>The code of the README, as it stands there: it compiles, and what can run without AWS does.</summary>
public sealed class ReadmeTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void The_shortest_chain()
    {
        var credentials = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole")
            .Build();
        using var s3 = new AmazonS3Client(credentials, Amazon.RegionEndpoint.EUWest1);
        Assert.Equal(2, credentials.Chain.Hops.Count);
    }

    [Fact]
    public async Task More_of_it()
    {
        await using World world = World.InMemory();
        world.AddRole("arn:aws:iam::444444444444:role/Audit", "arn:aws:iam::333333333333:role/ProductionRole");
        var credentials = new RoleChainBuilder()
            .WithSourceProfile("dev")
            .WithRegion("eu-west-1", failover: ["eu-central-1"])
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop =>
            {
                hop.SessionName = "orders-hub";
                hop.SourceIdentity = "orders";
                hop.Tags.Add("Team", "alpha", transitive: true);
            })
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole", hop => hop.Duration = TimeSpan.FromHours(1))
            .WithSource(world.Alice.Credentials).WithStsClientConfig(world.Sts.Configure).WithTimeProvider(world.Clock!)
            .Build();

        await credentials.WarmUpAsync(Token);
        ChainedAWSCredentials audit = credentials.AssumeRole("arn:aws:iam::444444444444:role/Audit");
        ChainStatus status = credentials.Status;
        await audit.WarmUpAsync(Token);
        Assert.Equal(3, world.Sts.Calls.Count);
        Assert.Equal("orders-hub", status.Hops[1].AssumedRoleArn!.Split('/')[^1]);
    }

    [Fact]
    public void Everything_a_builder_can_be_told()
    {
        AWSCredentials any = new BasicAWSCredentials("AKIAEXAMPLE", "secret");
        RoleChainBuilder builder = new RoleChainBuilder(new RoleChainOptions { Region = "eu-west-1" })
            .WithSource(any, source =>
            {
                source.IsTemporary = true;
                source.InheritedTransitiveTagKeys.Add("kubernetes-namespace");
                source.SourceIdentity = "x";
            })
            .WithRefresh(refresh => refresh.OnDenied = DeniedBehavior.Throw)
            .WithRetry(retry => retry.MaxAttempts = 5)
            .WithResiliencePipeline(hop => ResiliencePipeline.Empty)
            .WithTimeProvider(TimeProvider.System)
            .WithLoggerFactory(NullLoggerFactory.Instance)
            .WithStsClientConfig(config => config.UseHttp = false)
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.MfaTokenProvider = null);
        RoleChain plan = builder.BuildChain();
        Assert.Equal(["kubernetes-namespace"], plan.Hops[0].InheritedTagKeys);
        Assert.Equal("222222222222", plan.Hops[0].RoleArn.AccountId);

        using ChainedAWSCredentials credentials = builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.AssumeRole("arn:aws:iam::333333333333:role/Next"));
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void A_default_source_that_is_described_is_checked_as_described_and_keeps_nothing_of_the_one_before()
    {
        RoleChain plan = new RoleChainBuilder()
            .WithSource(new BasicAWSCredentials("AKIAEXAMPLE", "secret"), source =>
            {
                source.SourceIdentity = "x";
                source.InheritedTransitiveTagKeys.Add("gone");
            })
            .WithDefaultSource(source => source.InheritedTransitiveTagKeys.Add("kubernetes-namespace"))
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
            .BuildChain();
        Assert.Equal(["kubernetes-namespace"], plan.Hops[0].InheritedTagKeys);
        Assert.Null(plan.Hops[0].InheritedSourceIdentity);
        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => new RoleChainBuilder()
            .WithDefaultSource(source => source.IsTemporary = true)
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.Duration = TimeSpan.FromHours(2))
            .BuildChain());
    }
}

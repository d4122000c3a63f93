using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Outside;

/// <summary>The chain on an STS that nobody here wrote.</summary>
public sealed class MotoTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_chain_works_on_moto_and_cannot_skip_a_hop(int hops)
    {
        await using MotoServer moto = await MotoServer.StartOrSkipAsync(Token);
        AWSCredentials alice = await moto.AddChainAsync(hops);
        await moto.EnforceAsync();

        RoleChainBuilder builder = Builder(moto, alice);
        for (int hop = 1; hop <= hops; hop++)
        {
            builder.AssumeRole(MotoServer.Role(hop), options => options.SessionName = "chain");
        }

        using ChainedAWSCredentials credentials = builder.Build();
        using AmazonSecurityTokenServiceClient sts = new(credentials, Configure(moto, new AmazonSecurityTokenServiceConfig()));
        GetCallerIdentityResponse identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Token);
        Assert.Equal($"arn:aws:sts::{MotoServer.Account}:assumed-role/Hop{hops}/chain", identity.Arn);

        using AmazonS3Client s3 = new(credentials, Configure(moto, new AmazonS3Config { ForcePathStyle = true }));
        await s3.PutBucketAsync("chain-demo", Token);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "chain-demo", Key = "k", ContentBody = "as the last role" }, Token);
        using GetObjectResponse read = await s3.GetObjectAsync("chain-demo", "k", Token);
        using StreamReader body = new(read.ResponseStream);
        Assert.Equal("as the last role", await body.ReadToEndAsync(Token));

        using ChainedAWSCredentials skipping = Builder(moto, alice).AssumeRole(MotoServer.Role(2)).Build();
        RoleChainException refused = await Assert.ThrowsAsync<RoleChainException>(() => skipping.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.AccessDenied, refused.Failure);
        Assert.Equal(1, refused.HopNumber);
    }

    private static RoleChainBuilder Builder(MotoServer moto, AWSCredentials source) =>
        new RoleChainBuilder().WithSource(source).WithStsClientConfig(config => Configure(moto, config));

    private static T Configure<T>(MotoServer moto, T config)
        where T : ClientConfig
    {
        config.ServiceURL = moto.Endpoint.ToString();
        config.AuthenticationRegion = "us-east-1";
        return config;
    }
}

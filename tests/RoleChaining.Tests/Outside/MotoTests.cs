using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Chains;

namespace RoleChaining.Outside;

/// <summary>The chain on an STS that nobody here wrote.</summary>
public sealed class MotoTests
{
    private const string Account = "123456789012";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_chain_works_on_moto_and_cannot_skip_a_hop(int hops)
    {
        await using MotoServer moto = await MotoServer.StartOrSkipAsync(Token);
        AWSCredentials alice = await PrepareAsync(moto, hops);
        await moto.EnforceAsync();

        RoleChainBuilder builder = Builder(moto, alice);
        for (int hop = 1; hop <= hops; hop++)
        {
            builder.AssumeRole(Role(hop), options => options.SessionName = "chain");
        }

        using ChainedAWSCredentials credentials = builder.Build();
        using AmazonSecurityTokenServiceClient sts = new(credentials, Configure(moto, new AmazonSecurityTokenServiceConfig()));
        GetCallerIdentityResponse identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Token);
        Assert.Equal($"arn:aws:sts::{Account}:assumed-role/Hop{hops}/chain", identity.Arn);

        using AmazonS3Client s3 = new(credentials, Configure(moto, new AmazonS3Config { ForcePathStyle = true }));
        await s3.PutBucketAsync("chain-demo", Token);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "chain-demo", Key = "k", ContentBody = "as the last role" }, Token);
        using GetObjectResponse read = await s3.GetObjectAsync("chain-demo", "k", Token);
        using StreamReader body = new(read.ResponseStream);
        Assert.Equal("as the last role", await body.ReadToEndAsync(Token));

        using ChainedAWSCredentials skipping = Builder(moto, alice).AssumeRole(Role(2)).Build();
        RoleChainException refused = await Assert.ThrowsAsync<RoleChainException>(() => skipping.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.AccessDenied, refused.Failure);
        Assert.Equal(1, refused.HopNumber);
    }

    private static string Role(int hop) => $"arn:aws:iam::{Account}:role/Hop{hop}";

    private static RoleChainBuilder Builder(MotoServer moto, AWSCredentials source) =>
        new RoleChainBuilder().WithSource(source).WithStsClientConfig(config => Configure(moto, config));

    private static T Configure<T>(MotoServer moto, T config)
        where T : ClientConfig
    {
        config.ServiceURL = moto.Endpoint.ToString();
        config.AuthenticationRegion = "us-east-1";
        return config;
    }

    private static async Task<AWSCredentials> PrepareAsync(MotoServer moto, int hops)
    {
        await moto.IamAsync("CreateUser", ("UserName", "alice"));
        XDocument key = await moto.IamAsync("CreateAccessKey", ("UserName", "alice"));
        await moto.IamAsync("PutUserPolicy", ("UserName", "alice"), ("PolicyName", "all"), ("PolicyDocument", Policy.AllowAll));
        string trusted = $"\"arn:aws:iam::{Account}:user/alice\"";
        for (int hop = 1; hop <= hops; hop++)
        {
            string trust = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":[{{trusted}}]},"Action":"sts:AssumeRole"}]}""";
            await moto.IamAsync("CreateRole", ("RoleName", $"Hop{hop}"), ("AssumeRolePolicyDocument", trust));
            await moto.IamAsync("PutRolePolicy", ("RoleName", $"Hop{hop}"), ("PolicyName", "all"), ("PolicyDocument", Policy.AllowAll));

            // On AWS the role's ARN is enough; moto compares with the session's.
            trusted = $"\"{Role(hop)}\",\"arn:aws:sts::{Account}:assumed-role/Hop{hop}/chain\"";
        }

        XNamespace iam = key.Root!.Name.Namespace;
        return new BasicAWSCredentials(key.Descendants(iam + "AccessKeyId").Single().Value, key.Descendants(iam + "SecretAccessKey").Single().Value);
    }
}

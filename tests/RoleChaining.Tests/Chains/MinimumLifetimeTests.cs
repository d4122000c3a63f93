using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace RoleChaining.Chains;

/// <summary>Credentials for what is signed now and used later.</summary>
public sealed class MinimumLifetimeTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_read_has_so_much_life_left(bool async)
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().WithRefresh(refresh => refresh.AdvisoryWindow = TimeSpan.FromMinutes(5)).Build();
        AWSCredentials view = chain.WithMinimumLifetime(TimeSpan.FromMinutes(15));
        await chain.WarmUpAsync(Token);
        Assert.Same(chain.GetCredentials(), await ReadAsync());
        world.Clock!.Advance(TimeSpan.FromMinutes(50));
        ImmutableCredentials old = chain.GetCredentials();
        ImmutableCredentials read = await ReadAsync();
        Assert.NotEqual(old.AccessKey, read.AccessKey);
        Assert.True(view.Expiration - world.Clock.GetUtcNow().UtcDateTime >= TimeSpan.FromMinutes(15));
        Assert.Equal(chain.ToString(), view.ToString());

        async Task<ImmutableCredentials> ReadAsync() => async ? await view.GetCredentialsAsync() : view.GetCredentials();
    }

    [Fact]
    public async Task More_than_a_session_s_life_is_refused_when_it_is_said()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.WithMinimumLifetime(TimeSpan.FromHours(2)));
    }

    [Fact]
    public async Task Less_than_nothing_is_refused_as_a_time_and_nothing_is_allowed()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        ArgumentOutOfRangeException[] refusals =
        [
            Assert.Throws<ArgumentOutOfRangeException>(() => chain.WithMinimumLifetime(TimeSpan.FromMinutes(-1))),
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => chain.GetCredentialsAsync(TimeSpan.FromMinutes(-1), Token)),
        ];
        Assert.All(refusals, e => Assert.Equal("minimumLifetime", e.ParamName));
        Assert.All(refusals, e => Assert.Equal(TimeSpan.FromMinutes(-1), e.ActualValue));
        Assert.All(refusals, e => Assert.StartsWith("minimumLifetime ('-00:01:00') must be greater than or equal to '00:00:00'.", e.Message, StringComparison.Ordinal));
        Assert.Empty(world.Sts.Calls);
        Assert.Same(await chain.GetCredentialsAsync(Token), await chain.WithMinimumLifetime(TimeSpan.Zero).GetCredentialsAsync());
    }

    [Fact]
    public async Task A_presigned_URL_lasts_as_long_as_it_says_and_a_client_of_the_view_works()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().WithRefresh(refresh => refresh.AdvisoryWindow = TimeSpan.FromMinutes(5)).Build();
        await chain.WarmUpAsync(Token);
        AmazonS3Config config = new();
        world.Sts.Configure(config);
        using AmazonS3Client s3 = new(chain.WithMinimumLifetime(TimeSpan.FromMinutes(30)), config);
        world.Clock!.Advance(TimeSpan.FromMinutes(45));
        string before = chain.GetCredentials().AccessKey;
        string url = await s3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = "bucket", Key = "key", Expires = world.Clock.GetUtcNow().UtcDateTime + TimeSpan.FromMinutes(30),
        });
        Assert.DoesNotContain(before, url, StringComparison.Ordinal);
        Assert.Contains(chain.GetCredentials().AccessKey, url, StringComparison.Ordinal);
        await s3.ListBucketsAsync(Token);
    }

    [Fact]
    public async Task A_chain_that_goes_on_from_the_view_knows_its_source()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = world.Chain().Build();
        Assert.ThrowsAny<Microsoft.Extensions.Options.OptionsValidationException>(() => new RoleChainBuilder()
            .WithSource(chain.WithMinimumLifetime(TimeSpan.FromMinutes(1)))
            .AssumeRole("arn:aws:iam::333333333333:role/Next", hop => hop.Duration = TimeSpan.FromHours(2))
            .BuildChain());
    }
}

using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Testing;

namespace RoleChaining.Chains;

/// <summary>Chains with the real SDK's STS and S3 clients over loopback HTTP, in real time.</summary>
public sealed class ChainTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Every_hop_is_signed_by_the_session_before_it(int hops)
    {
        await using World world = await World.OnLoopbackAsync(hops);
        using ChainedAWSCredentials credentials = world.Chain().Build();

        using AmazonSecurityTokenServiceClient sts = new(credentials, Config<AmazonSecurityTokenServiceConfig>(world));
        GetCallerIdentityResponse identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Token);
        using AmazonS3Client s3 = new(credentials, Config<AmazonS3Config>(world));
        await s3.PutBucketAsync("orders", Token);
        Assert.Equal(["orders"], (await s3.ListBucketsAsync(Token)).Buckets.Select(bucket => bucket.BucketName));

        Assert.Equal(RoleArn.Parse(world.Roles[^1]).ToAssumedRoleArn("test"), identity.Arn);
        StsCall[] assumes = [.. world.Assumes];
        Assert.Equal(world.Roles, assumes.Select(call => call.RoleArn));
        Assert.Equal(world.Alice.Arn, assumes[0].SignerArn);
        for (int hop = 1; hop < hops; hop++)
        {
            Assert.Equal(assumes[hop - 1].IssuedAccessKeyId, assumes[hop].SignerAccessKeyId);
        }

        Assert.Equal(assumes[^1].IssuedAccessKeyId, world.Sts.Calls[^1].SignerAccessKeyId);
    }

    [Fact]
    public async Task The_account_of_the_final_role_comes_with_the_credentials()
    {
        await using World world = await World.OnLoopbackAsync();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        Assert.Equal("333333333333", (await credentials.GetCredentialsAsync(Token)).AccountId);
        Assert.Equal("333333333333", credentials.GetCredentials().AccountId);
    }

    [Fact]
    public async Task A_synchronous_read_of_a_cold_chain_works_and_costs_one_call_per_hop()
    {
        await using World world = await World.OnLoopbackAsync(3);
        using ChainedAWSCredentials credentials = world.Chain().Build();
        ImmutableCredentials read = credentials.GetCredentials();
        Assert.Same(read, credentials.GetCredentials());
        Assert.Equal(3, world.Sts.Calls.Count);
    }

    [Fact]
    public async Task Tags_and_source_identity_travel_to_the_end_of_the_chain()
    {
        await using World world = await World.OnLoopbackAsync(3);
        using ChainedAWSCredentials credentials = world.Builder()
            .AssumeRole(world.Roles[0], hop =>
            {
                hop.SourceIdentity = "alice";
                hop.Tags.Add("Team", "alpha", transitive: true);
            })
            .AssumeRole(world.Roles[1])
            .AssumeRole(world.Roles[2])
            .Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(["Team"], credentials.Chain.Hops[2].InheritedTagKeys);
        Assert.Equal("alice", credentials.Chain.Hops[2].InheritedSourceIdentity);
        Assert.Equal(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], credentials.Chain.Hops[2].RequiredActions);
        Assert.All(world.Assumes, call => Assert.Null(call.ErrorCode));
    }

    [Fact]
    public async Task A_denied_hop_is_told_by_number_with_both_sides_missing_statement()
    {
        await using World world = await World.OnLoopbackAsync();
        string locked = world.AddRole("arn:aws:iam::444444444444:role/Locked", "arn:aws:iam::111111111111:user/nobody-yet");
        using ChainedAWSCredentials credentials = world.Chain().AssumeRole(locked).Build();

        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(3, e.HopNumber);
        Assert.Equal(3, e.HopCount);
        Assert.Equal(locked, e.RoleArn);
        Assert.Equal(RoleChainFailure.AccessDenied, e.Failure);
        Assert.Equal("AccessDenied", e.StsErrorCode);
        Assert.Equal(world.Sts.Calls[^1].RequestId, e.RequestId);
        Assert.False(e.IsTransient);
        Assert.Contains("Hop 3 of 3", e.Message, StringComparison.Ordinal);
        Assert.Contains("arn:aws:sts::333333333333:assumed-role/ProductionRole/test", e.Message, StringComparison.Ordinal);
        Assert.Contains("\"Principal\":{\"AWS\":\"arn:aws:iam::333333333333:role/ProductionRole\"}", e.Message.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(e.RequestId!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hours_for_a_first_hop_are_refused_before_STS_is_called_when_the_source_turns_out_to_be_a_session()
    {
        await using World world = await World.OnLoopbackAsync(1);
        using ChainedAWSCredentials hub = world.Chain().Build();
        AWSCredentials session = new Rotating(() => hub.GetCredentials());
        string next = world.AddRole("arn:aws:iam::333333333333:role/Next", world.Roles[0], TimeSpan.FromHours(12));
        RoleChainBuilder Builder() => new RoleChainBuilder().WithStsClientConfig(world.Sts.Configure).AssumeRole(next, hop => hop.Duration = TimeSpan.FromHours(2));

        using ChainedAWSCredentials credentials = Builder().WithSource(session).Build();
        RoleChainException late = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Exception early = Assert.ThrowsAny<Exception>(() => Builder().WithSource(session, source => source.IsTemporary = true).Build());
        Assert.Equal(RoleChainFailure.InvalidChain, late.Failure);
        Assert.Contains(early.Message["hop 1 of 1: ".Length..], late.Message, StringComparison.Ordinal);
        Assert.Single(world.Sts.Calls);
    }

    [Fact]
    public async Task A_long_term_user_may_have_twelve_hours_on_the_first_hop()
    {
        await using World world = await World.OnLoopbackAsync(1);
        using ChainedAWSCredentials credentials = world.Builder().AssumeRole(world.Roles[0], hop => hop.Duration = TimeSpan.FromHours(12)).Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(12, (credentials.Status.Final.ExpiresAt - credentials.Status.Final.IssuedAt)!.Value.TotalHours, precision: 2);
    }

    [Fact]
    public async Task The_status_tells_every_hop_from_the_source_on()
    {
        await using World world = await World.OnLoopbackAsync();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        Assert.All(credentials.Status.Hops, hop => Assert.Equal(HopState.Empty, hop.State));
        await credentials.WarmUpAsync(Token);

        ChainStatus status = credentials.Status;
        Assert.Equal([0, 1, 2], status.Hops.Select(hop => hop.HopNumber));
        Assert.All(status.Hops, hop => Assert.Equal(HopState.Valid, hop.State));
        Assert.Equal("arn:aws:sts::333333333333:assumed-role/ProductionRole/test", status.Final.AssumedRoleArn);
        Assert.Equal(world.Sts.Calls[^1].RequestId, status.Final.RequestId);
        Assert.Equal(status.Final.ExpiresAt!.Value.UtcDateTime, credentials.Expiration);
        Assert.True(status.Final.NextRefreshAt < status.Final.ExpiresAt);
    }

    [Fact]
    public async Task A_branch_shares_the_sessions_before_it_and_outlives_its_trunk()
    {
        await using World world = await World.OnLoopbackAsync(3);
        ChainedAWSCredentials trunk = world.Chain(hops: 2).Build();
        await trunk.WarmUpAsync(Token);
        using ChainedAWSCredentials branch = trunk.AssumeRole(world.Roles[2]);
        trunk.Dispose();
        await branch.WarmUpAsync(Token);
        Assert.Equal(3, world.Sts.Calls.Count);
        Assert.Throws<ObjectDisposedException>(trunk.GetCredentials);
    }

    [Fact]
    public async Task One_S3_call_while_STS_resets_connections_makes_at_most_MaxAttempts_sends()
    {
        for (int hops = 1; hops <= 3; hops++)
        {
            await using World world = await World.OnLoopbackAsync(hops);
            using ChainedAWSCredentials credentials = world.Chain().WithRetry(retry => retry.BaseDelay = TimeSpan.FromMilliseconds(1)).Build();
            using AmazonS3Client s3 = new(credentials, Config<AmazonS3Config>(world));
            using IDisposable fault = world.Sts.AddFault(StsFault.ConnectionReset(), call => call.Service == "sts");
            RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => s3.ListBucketsAsync(Token));
            Assert.True(e.IsTransient);
            Assert.InRange(world.Sts.Calls.Count, 1, RoleChainDefaults.MaxAttempts);
        }
    }

    internal static T Config<T>(World world)
        where T : ClientConfig, new()
    {
        T config = new();
        world.Sts.Configure(config);
        return config;
    }

    /// <summary>A source whose kind nobody can know beforehand.</summary>
    internal sealed class Rotating(Func<ImmutableCredentials> read) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => read();
    }
}

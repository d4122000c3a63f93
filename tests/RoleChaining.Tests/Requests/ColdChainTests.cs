using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.S3;
using Amazon.SecurityToken;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Requests;

/// <summary>Requests that come before the chain has a session.</summary>
public sealed class ColdChainTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly StubService _service = new();

    [Fact]
    public async Task Cancelling_a_request_ends_its_wait_and_leaves_the_others_theirs()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        using AmazonS3Client s3 = new(chain, _service.Config<AmazonS3Config>(config => config.MaxErrorRetry = 3));
        using StsGate gate = new();
        using IDisposable fault = world.Sts.AddFault(StsFault.Hold(gate), count: 1);
        using CancellationTokenSource leaving = new();

        Task leaver = s3.DeleteObjectAsync("bucket", "leaver", leaving.Token);
        Task stayer = s3.DeleteObjectAsync("bucket", "stayer", Token);
        await gate.WhenArrived(1, Token);
        await leaving.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        Assert.Equal(leaving.Token, e.CancellationToken);
        Assert.False(stayer.IsCompleted);

        gate.Open();
        await stayer;
        Assert.Equal("/stayer", Assert.Single(_service.Sent).Uri.AbsolutePath);
        Assert.Equal(2, world.Assumes.Count());
    }

    [Fact]
    public async Task DynamoDB_which_asks_for_the_account_does_not_block_its_caller()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        using AmazonDynamoDBClient dynamo = new(chain, _service.Config<AmazonDynamoDBConfig>());
        using StsGate gate = new();
        using IDisposable fault = world.Sts.AddFault(StsFault.Hold(gate), count: 1);

        // On a thread of its own, which a synchronous read would hold until the gate opens.
        Task<Task<ListTablesResponse>> caller = Task.Factory.StartNew(
            () => dynamo.ListTablesAsync(Token), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await gate.WhenArrived(1, Token);
        Task<ListTablesResponse> call = await caller.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.False(call.IsCompleted);

        gate.Open();
        await call;
        Assert.StartsWith("333333333333.", Assert.Single(_service.Sent).Uri.Host, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task One_call_while_STS_resets_connections_makes_no_more_sends_than_one_hop_may(int hops)
    {
        await using World world = await World.OnLoopbackAsync(hops);
        using ChainedAWSCredentials chain = world.Chain().WithRetry(retry => retry.BaseDelay = TimeSpan.FromMilliseconds(1)).Build();
        using AmazonS3Client s3 = new(chain, _service.Config<AmazonS3Config>(config => config.MaxErrorRetry = 3));
        using IDisposable fault = world.Sts.AddFault(StsFault.ConnectionReset());

        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal(1, e.HopNumber);
        Assert.Equal(new RoleChainRetryOptions().MaxAttempts, world.Sts.Calls.Count);
        Assert.Empty(_service.Sent);
    }

    [Fact]
    public async Task A_chain_that_is_disposed_of_says_so_at_once()
    {
        await using World world = World.InMemory();
        ChainedAWSCredentials chain = world.Chain().Build();
        using AmazonS3Client s3 = new(chain, _service.Config<AmazonS3Config>(config => config.MaxErrorRetry = 3));
        await s3.DeleteObjectAsync("bucket", "key", Token);
        chain.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Single(_service.Sent);
    }

    [Fact]
    public async Task A_request_that_needs_no_credentials_does_not_wait_for_any()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        using AmazonSecurityTokenServiceClient sts = new(chain, _service.Config<AmazonSecurityTokenServiceConfig>());
        await sts.AssumeRoleWithWebIdentityAsync(new() { RoleArn = world.Roles[0], RoleSessionName = "test", WebIdentityToken = "token" }, Token);
        Assert.Null(Assert.Single(_service.Sent).Authorization);
        Assert.Empty(world.Sts.Calls);
    }
}

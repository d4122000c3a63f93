using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>One try of a request is made with one session, whatever happens to the chain meanwhile.</summary>
public sealed class OneSessionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly StubService _service = new();

    [Fact]
    public async Task The_SDK_sends_the_token_of_one_session_with_the_signature_of_another()
    {
        using AmazonS3Client s3 = new(new ChangingCredentials(), _service.Config<AmazonS3Config>());
        await s3.DeleteObjectAsync("bucket", "key", Token);
        SentRequest sent = Assert.Single(_service.Sent);
        Assert.NotEqual(sent.AccessKeyId!["ASIA".Length..], sent.Token!["TOKEN".Length..]);
    }

    [Theory]
    [InlineData("S3")]
    [InlineData("DynamoDB")]
    [InlineData("STS")]
    public async Task A_swap_between_any_two_reads_never_tears_a_request_of_a_chain(string service)
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        HashSet<(string?, string?)> sessions = [];
        void Swap() => sessions.Add(Renew(chain));
        void Observe(ClientConfig config) => config.TelemetryProvider = new SpanObserver(Swap);

        await CallAsync(service, chain, Observe);

        Assert.True(sessions.Count > 2, "the session was swapped while the request was made");
        Assert.Contains(Assert.Single(_service.Sent).Signer, sessions);
    }

    [Theory]
    [InlineData("S3")]
    [InlineData("DynamoDB")]
    [InlineData("STS")]
    public async Task A_retry_takes_the_newest_session(string service)
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        (string?, string?) first = Renew(chain), second = default;
        _service.Answer = (sent, number) =>
        {
            if (number > 1)
            {
                return StubService.Ok(sent);
            }

            second = Renew(chain);
            return StubService.Unavailable();
        };

        await CallAsync(service, chain, config => config.MaxErrorRetry = 1);

        Assert.Equal([first, second], _service.Sent.Select(sent => sent.Signer));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_retry_with_the_same_session_is_signed_as_the_SDK_would()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        _service.Answer = (sent, number) => number > 1 ? StubService.Ok(sent) : StubService.Unavailable();
        await CallAsync("DynamoDB", chain, config => config.MaxErrorRetry = 1);
        Assert.Equal(2, _service.Sent.Count);
        Assert.Equal(_service.Sent[0].Authorization, _service.Sent[1].Authorization);
    }

    [Fact]
    public async Task A_session_without_a_token_does_not_send_that_of_the_one_before()
    {
        AWSCredentials source = new SessionAWSCredentials("ASIAFIRST", "secret", "TOKEN");
        using ChainedAWSCredentials chain = new RoleChainBuilder(new RoleChainOptions { UseSourceDirectly = true })
            .WithSource(new DelegatedCredentials(() => source))
            .Build();
        _service.Answer = (sent, number) =>
        {
            source = new BasicAWSCredentials("AKIASECOND", "secret");
            chain.Invalidate();
            return number > 1 ? StubService.Ok(sent) : StubService.Unavailable();
        };

        await CallAsync("S3", chain, config => config.MaxErrorRetry = 1);

        Assert.Equal([("ASIAFIRST", "TOKEN"), ("AKIASECOND", null)], _service.Sent.Select(sent => sent.Signer));
    }

    [Fact]
    public async Task Two_chains_of_two_clients_do_not_mix()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials hub = world.Chain(1).Build();
        using ChainedAWSCredentials production = hub.AssumeRole(world.Roles[1]);
        (string?, string?) ofHub = Renew(hub), ofProduction = Renew(production);
        using AmazonS3Client one = new(hub, _service.Config<AmazonS3Config>());
        using AmazonS3Client other = new(production, _service.Config<AmazonS3Config>());
        for (int i = 0; i < 3; i++)
        {
            await one.DeleteObjectAsync("hub", "key", Token);
            await other.DeleteObjectAsync("production", "key", Token);
        }

        Assert.All(_service.Sent, sent => Assert.Equal(sent.Uri.Host.StartsWith("hub", StringComparison.Ordinal) ? ofHub : ofProduction, sent.Signer));
    }

    private static (string?, string?) Renew(ChainedAWSCredentials chain)
    {
        chain.Invalidate();
        ImmutableCredentials session = chain.GetCredentials();
        return (session.AccessKey, session.Token);
    }

    private async Task CallAsync(string service, ChainedAWSCredentials chain, Action<ClientConfig> configure)
    {
        switch (service)
        {
            case "S3":
                using (AmazonS3Client s3 = new(chain, _service.Config<AmazonS3Config>(configure)))
                    await s3.DeleteObjectAsync("bucket", "key", Token);
                break;
            case "DynamoDB":
                using (AmazonDynamoDBClient dynamo = new(chain, _service.Config<AmazonDynamoDBConfig>(configure)))
                    await dynamo.ListTablesAsync(Token);
                break;
            default:
                using (AmazonSecurityTokenServiceClient sts = new(chain, _service.Config<AmazonSecurityTokenServiceConfig>(configure)))
                    await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Token);
                break;
        }
    }
}

using Amazon.Runtime;
using Amazon.Runtime.Identity;
using Amazon.Runtime.Internal;
using Amazon.S3;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>Whose requests the handlers change, and whose they leave alone.</summary>
public sealed class IdentityTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly StubService _service = new();

    public static TheoryData<AWSCredentials> Foreign =>
    [
        new BasicAWSCredentials("AKIA", "secret"),
        new SessionAWSCredentials("ASIA", "secret", "token"),
        new AnonymousAWSCredentials(),
        new ChangingCredentials(),
    ];

    public IdentityTests() => RequestHandlers.Register();

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Credentials_of_others_are_untouched(AWSCredentials credentials)
    {
        using ProbedS3Client s3 = new(credentials, _service.Config<AmazonS3Config>());
        await s3.DeleteObjectAsync("bucket", "key", Token);
        Assert.Same(credentials, Assert.Single(s3.Identities));
    }

    [Fact]
    public async Task A_session_that_stays_the_same_is_pinned_as_the_same_object()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        using ProbedS3Client s3 = new(chain, _service.Config<AmazonS3Config>());
        for (int i = 0; i < 3; i++)
        {
            await s3.DeleteObjectAsync("bucket", "key", Token);
        }

        Assert.IsType<SessionIdentity>(Assert.Single(s3.Identities.Distinct()));
        chain.Invalidate();
        await s3.DeleteObjectAsync("bucket", "key", Token);
        Assert.Equal(2, s3.Identities.Distinct().Count());
    }

    [Fact]
    public async Task Credentials_that_come_by_way_of_the_client_s_configuration_are_pinned_too()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        using ProbedS3Client s3 = new(null, _service.Config<AmazonS3Config>(config => config.DefaultAWSCredentials = chain));
        await s3.DeleteObjectAsync("bucket", "key", Token);
        Assert.IsType<SessionIdentity>(Assert.Single(s3.Identities));
    }

    [Fact]
    public async Task The_chain_s_own_STS_client_signs_as_the_chain_says()
    {
        await using World world = World.InMemory(3);
        using ChainedAWSCredentials chain = world.Chain().Build();
        await chain.WarmUpAsync(Token);
        string?[] signers = [.. world.Assumes.Select(call => call.SignerAccessKeyId)];
        Assert.Equal([world.Alice.AccessKeyId, .. world.Assumes.Take(2).Select(call => call.IssuedAccessKeyId)], signers);
        Assert.All(world.Sts.Calls, call => Assert.Null(call.ErrorCode));
    }

    [Fact]
    public async Task The_handlers_are_registered_once_however_many_chains_there_are()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        using ChainedAWSCredentials other = world.Chain().Build();
        using ProbedS3Client s3 = new(chain, _service.Config<AmazonS3Config>());
        Assert.Single(s3.Handlers, handler => handler is ReadAheadHandler);
        Assert.Single(s3.Handlers, handler => handler is OneSessionHandler);
        Type[] order = [.. s3.Handlers.Where(handler => handler is ReadAheadHandler or OneSessionHandler or RetryHandler or BaseEndpointResolver or BaseAuthResolverHandler or ChecksumHandler)
            .Select(handler => handler.GetType())];
        Assert.Equal(
            [typeof(Amazon.S3.Internal.AmazonS3AuthSchemeHandler), typeof(ReadAheadHandler), typeof(Amazon.S3.Internal.AmazonS3EndpointResolver), typeof(RetryHandler), typeof(OneSessionHandler), typeof(ChecksumHandler)],
            order);
    }

    private sealed class ProbedS3Client(AWSCredentials? credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
    {
        private readonly Probe _probe = new();

        public List<BaseIdentity> Identities => _probe.Identities;

        public IReadOnlyList<IPipelineHandler> Handlers => RuntimePipeline.Handlers;

        protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
        {
            base.CustomizeRuntimePipeline(pipeline);
            pipeline.AddHandlerBefore<Signer>(_probe);
        }
    }

    private sealed class Probe : PipelineHandler
    {
        public List<BaseIdentity> Identities { get; } = [];

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            Identities.Add(executionContext.RequestContext.Identity);
            return base.InvokeAsync<T>(executionContext);
        }
    }
}

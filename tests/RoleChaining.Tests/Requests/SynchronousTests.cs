using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SecurityToken.Model.Internal.MarshallTransformations;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>The SDK's synchronous pipeline, which on this framework only clients of one's own can call, keeps the same rules.</summary>
public sealed class SynchronousTests
{
    private readonly StubService _service = new();

    [Fact]
    public async Task A_swap_between_any_two_reads_never_tears_a_request()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        HashSet<(string?, string?)> sessions = [];
        using SynchronousSts sts = new(chain, _service.Config<AmazonSecurityTokenServiceConfig>(config => config.TelemetryProvider = new SpanObserver(() =>
        {
            chain.Invalidate();
            sessions.Add((chain.GetCredentials().AccessKey, chain.GetCredentials().Token));
        })));
        sts.GetCallerIdentity();
        Assert.Contains(Assert.Single(_service.Sent).Signer, sessions);
        Assert.True(sessions.Count > 2, "the session was swapped while the request was made");
    }

    [Fact]
    public async Task A_rejected_session_is_replaced_once()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        using SynchronousSts sts = new(chain, _service.Config<AmazonSecurityTokenServiceConfig>());
        _service.Answer = (sent, number) => number == 2 ? StubService.Ok(sent) : StsError("ExpiredToken");
        sts.GetCallerIdentity();
        Assert.Equal(2, _service.Sent.Count);
        Assert.NotEqual(_service.Sent[0].Signer, _service.Sent[1].Signer);
        Assert.Equal("ExpiredToken", Assert.Throws<AmazonSecurityTokenServiceException>(sts.GetCallerIdentity).ErrorCode);
        Assert.Equal(3, _service.Sent.Count);
        Assert.Equal(3, world.Assumes.Count());
    }

    [Fact]
    public void Credentials_of_others_are_untouched()
    {
        RequestHandlers.Register();
        using SynchronousSts sts = new(new SessionAWSCredentials("ASIA", "secret", "token"), _service.Config<AmazonSecurityTokenServiceConfig>());
        _service.Answer = (_, _) => StsError("ExpiredToken");
        Assert.Throws<AmazonSecurityTokenServiceException>(sts.GetCallerIdentity);
        Assert.Equal(("ASIA", "token"), Assert.Single(_service.Sent).Signer);
    }

    private static HttpResponseMessage StsError(string code) => new(HttpStatusCode.Forbidden)
    {
        Content = new StringContent($"<ErrorResponse><Error><Code>{code}</Code><Message>Because</Message></Error></ErrorResponse>"),
    };

    private sealed class SynchronousSts(AWSCredentials credentials, AmazonSecurityTokenServiceConfig config) : AmazonSecurityTokenServiceClient(credentials, config)
    {
        public void GetCallerIdentity() => Invoke<GetCallerIdentityResponse>(
            new GetCallerIdentityRequest(),
            new InvokeOptions
            {
                RequestMarshaller = GetCallerIdentityRequestMarshaller.Instance,
                ResponseUnmarshaller = GetCallerIdentityResponseUnmarshaller.Instance,
            });
    }
}

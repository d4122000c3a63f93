using System.Net;
using Amazon.Runtime;
using Amazon.SecurityToken;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

public sealed class StsHttpClientFactoryTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task The_callers_own_factory_is_used_with_what_its_client_is_set_up_for(bool async)
    {
        var sts = new SomeSts();

        await sts.AssumeAsync(async);

        Assert.Equal("yes", Assert.Single(sts.Stub.Calls).Headers["X-From-Factory"]);
    }

    [Fact]
    public async Task Our_own_transport_sends_a_synchronous_call_on_its_callers_thread()
    {
        var stub = new StsStub();
        using HttpClient client = new(new BudgetHandler(stub));
        using HttpRequestMessage request = new(HttpMethod.Post, "https://sts.test") { Content = new StringContent("Action=AssumeRole") };
        Thread caller = await SomeSts.OnOwnThread(() =>
        {
            client.Send(request, TestContext.Current.CancellationToken).Dispose();
            return Thread.CurrentThread;
        });

        Assert.Same(caller, Assert.Single(stub.Calls).Thread);
    }

    [Fact]
    public void Authorities_are_read_for_TLS_alone()
    {
        StsHttpClientFactory factory = new(callers: null, caBundle: "/no/such.pem");

        factory.CreateHttpClient(new AmazonSecurityTokenServiceConfig { ServiceURL = "http://127.0.0.1:1" }).Dispose();

        Assert.ThrowsAny<IOException>(() => factory.CreateHttpClient(new AmazonSecurityTokenServiceConfig { ServiceURL = "https://127.0.0.1:1" }));
    }

    [Fact]
    public async Task The_proxy_of_the_SDKs_configuration_is_asked_with_its_credentials()
    {
        await using StubProxy proxy = new();
        AmazonSecurityTokenServiceConfig config = new()
        {
            ServiceURL = "http://sts.test",
            ProxyCredentials = new NetworkCredential("user", "word"),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = 1,
        };
        config.SetWebProxy(new WebProxy(proxy.Address));
        using HttpClient client = new StsHttpClientFactory(callers: null).CreateHttpClient(config);

        using HttpResponseMessage answer = await client.GetAsync(new Uri("http://sts.test/hop"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["GET http://sts.test/hop HTTP/1.1", "GET http://sts.test/hop HTTP/1.1 as user:word"], proxy.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_that_no_token_goes_elsewhere()
    {
        await using StubProxy proxy = new("307 Temporary Redirect\r\nLocation: http://elsewhere.test/hop");
        AmazonSecurityTokenServiceConfig config = new() { ServiceURL = "http://sts.test", ProxyCredentials = new NetworkCredential("user", "word") };
        config.SetWebProxy(new WebProxy(proxy.Address));
        using HttpClient client = new StsHttpClientFactory(callers: null).CreateHttpClient(config);

        using HttpResponseMessage answer = await client.GetAsync(new Uri("http://sts.test/hop"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.DoesNotContain(proxy.Requests, request => request.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_of_a_factory_that_wants_it_disposed_of_is()
    {
        SomeSts sts = new();
        DisposingFactory factory = new(sts.Stub);
        StsGateway gateway = new(sts.Settings with { Configure = config => { sts.Stub.Configure(config); config.HttpClientFactory = factory; } });

        await gateway.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), false, async: true, TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (factory.Made, factory.Disposed));
    }

    [Fact]
    public void An_answer_longer_than_any_of_STS_is_refused()
    {
        using LimitedStream body = new(maxLength: 4);
        body.Write([1, 2]);
        body.Write([3, 4], 0, 2);
        Assert.Throws<HttpRequestException>(() => body.Write([5]));
        Assert.Throws<HttpRequestException>(() => body.Write([5], 0, 1));
        Assert.Equal(4, body.Length);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Handlers_of_the_application_without_a_synchronous_path_serve_a_synchronous_read(bool hasInner)
    {
        var sts = new SomeSts();
        var handler = new AsyncOnlyHandler(sts.Stub, hasInner);
        sts.Stub.Transport = handler;

        await sts.AssumeAsync(async: false);

        Assert.Equal(1, handler.Calls);
        Assert.Single(sts.Stub.Calls);
    }

    [Fact]
    public async Task A_synchronous_read_through_such_handlers_ends_in_time()
    {
        var sts = new SomeSts();
        sts.Retry.MaxAttempts = 1;
        TaskCompletionSource asked = new();
        sts.Stub.Gate = async (_, token) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        Task<HopFailedException> read = Assert.ThrowsAsync<HopFailedException>(() => sts.AssumeAsync(async: false));
        await asked.Task;
        Assert.Equal(RoleChainFailure.TimedOut, (await sts.ElapseAsync(read, TimeSpan.FromSeconds(1))).Failure.Kind);
    }

    [Fact]
    public async Task An_error_does_not_keep_the_request_and_its_secrets()
    {
        var sts = new SomeSts();
        HttpResponseMessage? answer = null;
        sts.Stub.Answer = call => answer = sts.Stub.Error("AccessDenied");

        await sts.FailAsync();

        Assert.Null(answer!.RequestMessage);
    }

    [Fact]
    public async Task Endpoints_that_nobody_uses_any_more_are_let_go_with_the_callers_delegate_and_all_it_holds()
    {
        WeakReference stub = await UseAndForgetAsync();
        for (int i = 0; i < 100 && stub.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(stub.IsAlive);
    }

    private sealed class DisposingFactory(StsStub stub) : HttpClientFactory
    {
        public int Made { get; private set; }

        public int Disposed { get; private set; }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            Made++;
            return new HttpClient(new CountingHandler(this, stub));
        }

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;

        private sealed class CountingHandler(DisposingFactory factory, StsStub stub) : DelegatingHandler(stub)
        {
            protected override void Dispose(bool disposing)
            {
                factory.Disposed++;
                base.Dispose(disposing);
            }
        }
    }

    /// <summary>As applications write them: the synchronous path is the base class's, which passes this one over or fails.</summary>
    private sealed class AsyncOnlyHandler(HttpMessageHandler inner, bool hasInner) : DelegatingHandler(inner)
    {
        private int _calls;

        public int Calls => _calls;

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            hasInner ? base.Send(request, cancellationToken) : throw new NotSupportedException("There is no synchronous path.");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static async Task<WeakReference> UseAndForgetAsync()
    {
        var sts = new SomeSts();
        sts.Stub.Answer = _ => sts.Stub.Ok(); // the delegate's target holds the gateway that holds the delegate
        await sts.AssumeAsync();
        return new WeakReference(sts.Stub);
    }
}

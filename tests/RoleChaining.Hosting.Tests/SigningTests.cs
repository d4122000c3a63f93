using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Http;
using RoleChaining.Testing;
using RoleChaining.WebApp;

namespace RoleChaining;

/// <summary>Requests of a plain <see cref="HttpClient"/>, which the local AWS verifies as it does those of an AWS client.</summary>
public sealed class SigningTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signed_form_is_the_chain_s_last_role_s(bool async)
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        await using ServiceProvider provider = App(sts, "sts");
        using HttpClient client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("signed");
        using HttpRequestMessage request = new(HttpMethod.Post, sts.Endpoint)
        {
            Content = new FormUrlEncodedContent([new("Action", "GetCallerIdentity"), new("Version", "2011-06-15")]),
        };
        using HttpResponseMessage response = async ? await client.SendAsync(request, Token) : client.Send(request, Token);
        Assert.Contains(":assumed-role/ProductionRole/", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b/c+d")]
    [InlineData("x!'()*~_.-@:,;=$&")]
    [InlineData("ünï/日本")]
    [InlineData("double//slash/../dots")]
    public async Task An_object_of_S3_is_written_and_read_whatever_its_key_is(string key)
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        await using ServiceProvider provider = App(sts, "s3");
        using HttpClient client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("signed");
        string path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        StringContent place = new("<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>");
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsync(new Uri(sts.Endpoint, "orders"), place, Token)).StatusCode);
        Uri address = new(sts.Endpoint + "orders/" + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpResponseMessage put = await client.PutAsync(address, new StringContent("seven", Encoding.UTF8, "text/plain"), Token);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("seven", await client.GetStringAsync(address, Token));
        string list = await client.GetStringAsync(new Uri(sts.Endpoint, $"orders?prefix={Uri.EscapeDataString(key[..3])}&list-type=2&delimiter=%7C"), Token);
        Assert.Contains("<KeyCount>1</KeyCount>", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_the_service_rejects_is_renewed_and_the_request_is_sent_once_more_with_its_body()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        Gateway gateway = new("ExpiredTokenException:http://internal.amazon.com/coral/");
        await using ServiceProvider provider = App(sts, "execute-api", gateway);
        using HttpClient client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("signed");
        using HttpResponseMessage response = await client.PostAsync("https://api.test/orders", new StringContent("seven"), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["seven", "seven"], gateway.Bodies);
        Assert.Equal(2, gateway.Keys.Distinct().Count());

        gateway.Rejections = 2; // a second one within half a minute is the caller's
        using HttpResponseMessage again = await client.PostAsync("https://api.test/orders", new StringContent("eight"), Token);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Equal(3, gateway.Bodies.Count);
    }

    [Theory]
    [InlineData("a stream")]
    [InlineData("a stream from here on")]
    [InlineData("a stream that is read once")]
    [InlineData("a form with a stream")]
    public async Task A_stream_is_sent_without_async_and_once_more_after_a_rejection_and_stays_open_as_long_as_the_request(string kind)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        Gateway gateway = new("ExpiredTokenException");
        await using ServiceProvider provider = App(sts, "execute-api", gateway);
        using HttpClient client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("signed");
        using MemoryStream stream = kind == "a stream that is read once" ? new ReadOnceStream("seven"u8.ToArray()) : new MemoryStream("seven"u8.ToArray());
        stream.Position = kind == "a stream from here on" ? 2 : 0;
        using (HttpRequestMessage request = new(HttpMethod.Post, "https://api.test/orders"))
        {
            StreamContent content = new(stream) { Headers = { ContentType = new("text/plain") } };
            request.Content = kind == "a form with a stream" ? new MultipartFormDataContent { { content, "file" } } : content;
            string? type = request.Content.Headers.ContentType!.ToString();
            using HttpResponseMessage response = client.Send(request, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(type, request.Content.Headers.ContentType!.ToString());
            Assert.Equal(kind != "a stream that is read once", stream.CanRead); // .NET itself ends a stream that it cannot rewind
        }

        Assert.False(stream.CanRead);
        Assert.Equal(2, gateway.Bodies.Count);
        Assert.All(gateway.Bodies, body => Assert.Contains(kind == "a stream from here on" ? "ven" : "seven", body, StringComparison.Ordinal));
        Assert.Equal(kind == "a stream from here on", gateway.Bodies[0] == "ven");
    }

    [Fact]
    public async Task A_denial_is_the_caller_s()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        Gateway gateway = new("AccessDeniedException");
        await using ServiceProvider provider = App(sts, "execute-api", gateway);
        using HttpClient client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("signed");
        using HttpResponseMessage response = await client.GetAsync("https://api.test/orders", Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Single(gateway.Bodies);
    }

    public static TheoryData<string> PrimaryHandlers => ["the default", nameof(HttpClientHandler), nameof(SocketsHttpHandler), nameof(DelegatingHandler)];

    [Theory]
    [MemberData(nameof(PrimaryHandlers))]
    public async Task No_redirect_takes_the_token_to_another_host_whatever_primary_handler_is_set_later(string kind)
    {
        using HttpMessageHandler? primary = kind switch
        {
            nameof(HttpClientHandler) => new HttpClientHandler(),
            nameof(SocketsHttpHandler) => new SocketsHttpHandler(),
            nameof(DelegatingHandler) => new Passing { InnerHandler = new SocketsHttpHandler() },
            _ => null,
        };
        await using LocalSts sts = LocalSts.CreateInMemory();
        await using ServiceProvider provider = App(sts, "execute-api", primary);
        HttpMessageHandler handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("signed");
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        Assert.False(handler is SocketsHttpHandler sockets ? sockets.AllowAutoRedirect : ((HttpClientHandler)handler).AllowAutoRedirect);
    }

    [Fact]
    public async Task Nor_does_one_behind_a_handler_that_the_application_makes_itself()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        await using ServiceProvider provider = App(sts, "sts");
        using SocketsHttpHandler primary = new();
        using HttpClient client = new(Signing(primary));
        using HttpResponseMessage response = await client.GetAsync(sts.Endpoint, Token);
        Assert.False(primary.AllowAutoRedirect);

        using SocketsHttpHandler used = new();
        using HttpClient unsigned = new(used);
        using HttpResponseMessage plain = await unsigned.GetAsync(sts.Endpoint, Token);
        using HttpClient late = new(Signing(used));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => late.GetAsync(sts.Endpoint, Token));
        Assert.StartsWith("The SocketsHttpHandler of a client that signs follows redirects", error.Message, StringComparison.Ordinal);

        SigV4SigningHandler Signing(HttpMessageHandler inner) =>
            new(provider.GetRequiredKeyedService<ChainedAWSCredentials>("production"), "sts", "eu-west-1") { InnerHandler = inner };
    }

    public static IEnumerable<TheoryDataRow<string>> Cases() => Folder(AppContext.BaseDirectory) is { } folder
        ? Directory.GetDirectories(folder)
            .Where(name => !name.EndsWith("unnormalized", StringComparison.Ordinal))
            .Select(name => new TheoryDataRow<string>(Path.GetFileName(name)))
        : [new TheoryDataRow<string>("").WithSkip("AWS's vectors (../shared/cases/sigv4) are not on this machine.")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Path_and_query_are_those_of_AWS_s_own_cases(string name)
    {
        string folder = Path.Combine(Folder(AppContext.BaseDirectory)!, name);
        string line = File.ReadLines(Path.Combine(folder, "request.txt")).First();
        string[] canonical = File.ReadAllLines(Path.Combine(folder, "header-canonical-request.txt"));
        string target = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..line.LastIndexOf(' ')];
        Uri uri = new("https://example.amazonaws.com" + target);
        bool isSentAsItStands = Uri.IsWellFormedUriString(target, UriKind.Relative) || target.StartsWith("//", StringComparison.Ordinal);
        string path = isSentAsItStands ? canonical[1] : canonical[1].Replace("%", "%25", StringComparison.Ordinal); // what is sent encoded is encoded again
        Assert.Equal((path, canonical[2]), (SigV4Signature.Path(uri, isS3: false), SigV4Signature.Query(uri)));
    }

    private static string? Folder(string? from) =>
        from is null ? null
        : Path.Combine(from, "shared", "cases", "sigv4") is var path && Directory.Exists(path) ? path
        : Folder(Path.GetDirectoryName(from));

    private static ServiceProvider App(LocalSts sts, string service, HttpMessageHandler? gateway = null)
    {
        LocalUser user = LocalAws.AddAccounts(sts);
        IServiceCollection services = new ServiceCollection();
        services.ConfigureAllRoleChains((_, chain) => chain.WithSource(user.Credentials).WithRegion("eu-west-1").WithStsClientConfig(sts.Configure));
        services.AddRoleChain("production", chain => chain.AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production));
        IHttpClientBuilder client = services.AddHttpClient("signed").SignWithRoleChain("production", service, "eu-west-1");
        if (gateway is not null)
        {
            client.ConfigurePrimaryHttpMessageHandler(() => gateway);
        }

        return services.BuildServiceProvider();
    }

    /// <summary>Answers as API Gateway does: first with an error, then well.</summary>
    private sealed class Gateway(string error) : HttpMessageHandler
    {
        public int Rejections { get; set; } = 1;

        public List<string> Bodies { get; } = [];

        public List<string> Keys { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Answer(request, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using MemoryStream body = new();
            request.Content?.CopyTo(body, context: null, cancellationToken);
            return Answer(request, Encoding.UTF8.GetString(body.ToArray()));
        }

        private HttpResponseMessage Answer(HttpRequestMessage request, string body)
        {
            Bodies.Add(body);
            Keys.Add(request.Headers.GetValues("Authorization").Single().Split("Credential=")[1].Split('/')[0]);
            HttpResponseMessage response = new(Rejections-- > 0 ? HttpStatusCode.Forbidden : HttpStatusCode.OK);
            if (response.StatusCode == HttpStatusCode.Forbidden)
            {
                response.Headers.Add("x-amzn-ErrorType", error);
            }

            return response;
        }
    }

    private sealed class Passing : DelegatingHandler;

    private sealed class ReadOnceStream(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}

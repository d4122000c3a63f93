using System.Collections.Concurrent;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Testing;
using RoleChaining.WebApp;

namespace RoleChaining;

/// <summary>Everything that chains and their clients send, through the container's <see cref="IHttpClientFactory"/>.</summary>
public sealed class HttpClientTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_to_STS_and_requests_of_clients_pass_the_application_s_own_handler(bool async)
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        Record record = new();
        await using ServiceProvider provider = App(sts, record).BuildServiceProvider();
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("production");
        _ = async ? await credentials.GetCredentialsAsync(Token) : credentials.GetCredentials();
        Assert.Equal(2, record.Requests.Count);
        await provider.GetRequiredKeyedService<IAmazonS3>("production").ListBucketsAsync(Token);
        IRoleChainPool<string> pool = provider.GetRequiredKeyedService<IRoleChainPool<string>>("tenants");
        await (await pool.GetClientAsync<IAmazonS3>("100000000001", Token)).ListBucketsAsync(Token);

        Assert.Equal(sts.Calls.Count(call => call.Action == "AssumeRole"), record.Requests.Count(request => request.Method == HttpMethod.Post));
        Assert.Equal(2, record.Requests.Count(request => request.Method == HttpMethod.Get));
        Assert.StartsWith("arn:aws:sts::100000000001:assumed-role/Customer/", sts.Calls[^1].SignerArn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chains_and_pools_still_share_the_sessions_of_a_common_hub()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        IServiceCollection services = App(sts, new Record());
        services.AddRoleChain("hub", chain => chain.AssumeRole(LocalHost.Hub));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("production").GetCredentialsAsync(Token);
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("hub").GetCredentialsAsync(Token);
        IRoleChainPool<string> pool = provider.GetRequiredKeyedService<IRoleChainPool<string>>("tenants");
        await (await pool.GetCredentialsAsync("100000000001", Token)).GetCredentialsAsync(Token);
        Assert.Equal([LocalHost.Hub, LocalHost.Production, "arn:aws:iam::100000000001:role/Customer"], sts.Calls.Select(call => call.RoleArn));
    }

    [Fact]
    public async Task A_primary_handler_of_the_application_s_own_follows_no_redirects_either()
    {
        using HttpClientHandler primary = new();
        await using LocalSts sts = LocalSts.CreateInMemory();
        IServiceCollection services = App(sts, new Record());
        services.AddRoleChainHttpClient().ConfigurePrimaryHttpMessageHandler(() => primary);
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("RoleChaining");
        Assert.False(primary.AllowAutoRedirect);
    }

    [Fact]
    public async Task Not_even_a_log_at_Trace_shows_a_token_or_a_signature()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        FakeLogCollector logs = new();
        await using ServiceProvider provider = App(sts, new Record())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)))
            .BuildServiceProvider();
        await provider.GetRequiredKeyedService<IAmazonS3>("production").ListBucketsAsync(Token);
        using HttpClient signed = provider.GetRequiredService<IHttpClientFactory>().CreateClient("signed");
        await signed.GetAsync(sts.Endpoint, Token);
        string token = (await provider.GetRequiredKeyedService<ChainedAWSCredentials>("production").GetCredentialsAsync(Token)).Token;

        string all = string.Join('\n', logs.GetSnapshot().Select(log => log.Message + string.Join(' ', log.StructuredState ?? [])));
        Assert.DoesNotContain(token, all, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature=", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_factory_that_something_else_has_set_stays()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        Record record = new();
        await using ServiceProvider provider = App(sts, record).BuildServiceProvider();
        await provider.GetRequiredKeyedService<IAmazonS3>("production").ListBucketsAsync(Token);
        Assert.Empty(record.Requests);
    }

    [Fact]
    public async Task A_client_s_own_time_limit_holds()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        Record record = new() { Hold = true };
        IServiceCollection services = App(sts, record);
        services.ConfigureAllAwsClients((_, config) => (config.Timeout, config.MaxErrorRetry) = (TimeSpan.FromMilliseconds(50), 0));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await Assert.ThrowsAnyAsync<Exception>(() => provider.GetRequiredKeyedService<IAmazonS3>("production").ListBucketsAsync(Token));
        Assert.Contains(record.Requests, request => request.Method == HttpMethod.Get);
    }

    private static IServiceCollection App(LocalSts sts, Record record)
    {
        LocalUser user = LocalAws.AddAccounts(sts);
        IServiceCollection services = new ServiceCollection();
        services.ConfigureAllRoleChains((_, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(sts.Configure));
        services.ConfigureAllAwsClients((_, config) => sts.Configure(config));
        services.AddRoleChain("production", chain => chain.AssumeRole(LocalHost.Hub).AssumeRole(LocalHost.Production)).AddAwsClient<IAmazonS3>();
        services.AddRoleChainPool<string>("tenants", hub => hub.AssumeRole(LocalHost.Hub), (_, id, chain, _) =>
        {
            chain.AssumeRole($"arn:aws:iam::{id}:role/Customer", hop => hop.ExternalId = $"external-{id[^1]}");
            return Task.CompletedTask;
        });
        services.AddHttpClient("signed").SignWithRoleChain("production", "s3", "us-east-1");
        services.AddRoleChainHttpClient().AddHttpMessageHandler(() => new Recording(record));
        return services;
    }

    private sealed class Record
    {
        public ConcurrentQueue<(HttpMethod Method, Uri? Uri)> Requests { get; } = [];

        /// <summary>Whether a GET is held until it is given up.</summary>
        public bool Hold { get; init; }
    }

    private sealed class Recording(Record record) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            record.Requests.Enqueue((request.Method, request.RequestUri));
            if (record.Hold && request.Method == HttpMethod.Get)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}

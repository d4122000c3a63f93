using System.Net.Sockets;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

public sealed class FaultTests
{
    public static TheoryData<bool> BothHosts => [true, false];

    [Fact]
    public async Task Throttling_has_STSs_status_and_ends_after_its_count()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddFault(StsFault.Throttling(), count: 1);

        AmazonSecurityTokenServiceException refusal = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => Some.ArnAsync(sts, alice.Credentials));
        await Some.ArnAsync(sts, alice.Credentials);

        Assert.Equal(("Throttling", 400, "Rate exceeded"), (refusal.ErrorCode, (int)refusal.StatusCode, refusal.Message));
        Assert.Equal([400, 200], sts.Calls.Select(call => call.StatusCode));
    }

    [Theory]
    [MemberData(nameof(BothHosts))]
    public async Task A_reset_is_a_socket_error_at_the_bottom(bool inMemory)
    {
        await using LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddFault(StsFault.ConnectionReset());

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => Some.ArnAsync(sts, alice.Credentials));

        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure).SocketErrorCode);
        Assert.Equal((0, "ConnectionReset"), (sts.Calls[0].StatusCode, sts.Calls[0].ErrorCode));
    }

    [Theory]
    [MemberData(nameof(BothHosts))]
    public async Task A_stalled_body_lasts_until_the_client_gives_up(bool inMemory)
    {
        await using LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddFault(StsFault.StalledBody());
        using AmazonSecurityTokenServiceClient client = Some.Sts(sts, alice.Credentials);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(The.Cancellation);
        patience.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetCallerIdentityAsync(new(), patience.Token));

        Assert.Equal("StalledBody", sts.Calls[0].ErrorCode);
    }

    [Theory]
    [MemberData(nameof(BothHosts))]
    public async Task A_malformed_answer_cannot_be_read(bool inMemory)
    {
        await using LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddFault(StsFault.MalformedResponse());

        await Assert.ThrowsAnyAsync<Exception>(() => Some.ArnAsync(sts, alice.Credentials));

        Assert.Equal("MalformedResponse", sts.Calls[0].ErrorCode);
    }

    [Theory]
    [MemberData(nameof(BothHosts))]
    public async Task A_gate_holds_calls_until_it_opens(bool inMemory)
    {
        await using LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        using StsGate gate = new();
        sts.AddFault(StsFault.Hold(gate));

        Task<string>[] calls = [Some.ArnAsync(sts, alice.Credentials), Some.ArnAsync(sts, alice.Credentials)];
        await gate.WhenArrived(2, The.Cancellation);
        Assert.Empty(sts.Calls);
        gate.Open();

        await Task.WhenAll(calls);
        Assert.Equal(2, sts.Calls.Count);
    }

    [Fact]
    public async Task Latency_runs_on_the_tests_clock()
    {
        FakeTimeProvider clock = new(The.Time);
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.TimeProvider = clock);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        using StsGate gate = new();
        gate.Open();
        sts.AddFault(StsFault.Hold(gate));
        sts.AddFault(StsFault.Latency(TimeSpan.FromSeconds(20)));

        Task<string> call = Some.ArnAsync(sts, alice.Credentials);
        await gate.WhenArrived(1, The.Cancellation);
        Assert.False(call.IsCompleted);
        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(alice.Arn, await call);
        Assert.True(clock.GetUtcNow() >= The.Time.AddSeconds(20));
    }

    [Fact]
    public async Task A_gate_holds_synchronous_calls_too()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        using StsGate gate = new();
        sts.AddFault(StsFault.Hold(gate));
        using SynchronousSts client = new(sts, alice.Credentials);

        Task<AssumeRoleResponse> call = Task.Factory.StartNew(
            () => client.AssumeRole(Some.Request(The.Hub)), The.Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await gate.WhenArrived(1, The.Cancellation);
        Assert.False(call.IsCompleted);
        gate.Open();

        Assert.NotNull((await call).Credentials);
    }

    [Fact]
    public async Task A_synchronous_reader_of_a_stalled_body_is_freed_by_disposing_the_response()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        AmazonSecurityTokenServiceConfig config = new();
        sts.Configure(config);
        sts.AddFault(StsFault.StalledBody());
        using HttpClient client = config.HttpClientFactory.CreateHttpClient(config);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(sts.Endpoint, "/?Action=GetCallerIdentity"));

        HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, The.Cancellation);
        using Stream body = response.Content.ReadAsStream(The.Cancellation);
        byte[] buffer = new byte[4096];
        Assert.InRange(body.Read(buffer), 1, 4096);
        Task<int> read = Task.Factory.StartNew(() => body.Read(buffer), The.Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.False(read.IsCompleted);
        response.Dispose();

        await Assert.ThrowsAsync<IOException>(() => read);
    }

    [Theory]
    [MemberData(nameof(BothHosts))]
    public async Task A_server_that_goes_away_resets_what_it_held_and_refuses_what_comes(bool inMemory)
    {
        LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        using StsGate gate = new();
        sts.AddFault(StsFault.Hold(gate));
        Task<string> held = Some.ArnAsync(sts, alice.Credentials);
        await gate.WhenArrived(1, The.Cancellation);

        await sts.DisposeAsync();

        IOException reset = await Assert.ThrowsAsync<IOException>(() => held);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.GetBaseException()).SocketErrorCode);
        Exception refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Some.ArnAsync(sts, alice.Credentials));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
        Assert.Equal("RequestAbandoned", Assert.Single(sts.Calls).ErrorCode);
    }

    [Fact]
    public async Task Faults_are_tried_in_order_and_may_be_taken_away()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        IDisposable first = sts.AddFault(StsFault.Error(500, "InternalFailure", "first"), call => call.Action == "AssumeRole" && call.Region == "eu-west-1");
        sts.AddFault(StsFault.ServiceUnavailable(), call => call.RoleArn == The.Hub);

        Assert.Equal("InternalFailure", await CodeAsync(Amazon.RegionEndpoint.EUWest1));
        Assert.Equal("ServiceUnavailable", await CodeAsync(Amazon.RegionEndpoint.EUCentral1));
        first.Dispose();
        Assert.Equal("ServiceUnavailable", await CodeAsync(Amazon.RegionEndpoint.EUWest1));
        await Some.ArnAsync(sts, alice.Credentials);
        Assert.Equal(["eu-west-1", "eu-central-1", "eu-west-1", "us-east-1"], sts.Calls.Select(call => call.Region));

        async Task<string> CodeAsync(Amazon.RegionEndpoint region)
        {
            using AmazonSecurityTokenServiceClient client = Some.Sts(sts, alice.Credentials, config => config.RegionEndpoint = region);
            return (await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => client.AssumeRoleAsync(Some.Request(The.Hub), The.Cancellation))).ErrorCode;
        }
    }

    [Fact]
    public async Task A_fault_of_some_probability_falls_the_same_each_time()
    {
        Assert.Equal(await StrikesAsync(), await StrikesAsync());

        static async Task<string> StrikesAsync()
        {
            await using LocalSts sts = LocalSts.CreateInMemory(options => options.RandomSeed = 7);
            LocalUser alice = sts.AddUser(The.Home, "alice");
            sts.AddFault(StsFault.Throttling(), probability: 0.5);
            for (int i = 0; i < 20; i++)
            {
                await Record.ExceptionAsync(() => Some.ArnAsync(sts, alice.Credentials));
            }

            string strikes = string.Concat(sts.Calls.Select(call => call.StatusCode == 400 ? 'x' : '.'));
            Assert.Contains('x', strikes);
            Assert.Contains('.', strikes);
            return strikes;
        }
    }

    [Fact]
    public async Task A_synchronous_client_is_served_on_its_own_thread()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        int servedOn = 0;
        sts.AddFault(StsFault.Latency(TimeSpan.FromMilliseconds(10)), _ => (servedOn = Environment.CurrentManagedThreadId) > 0);
        using SynchronousSts client = new(sts, alice.Credentials);

        int calledOn = Environment.CurrentManagedThreadId;
        AssumeRoleResponse response = client.AssumeRole(Some.Request(The.Hub));

        Assert.Equal(calledOn, servedOn);
        Assert.StartsWith("ASIA", response.Credentials.AccessKeyId, StringComparison.Ordinal);
    }
}

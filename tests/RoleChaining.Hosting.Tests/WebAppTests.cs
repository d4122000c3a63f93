using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using RoleChaining.Testing;
using RoleChaining.WebApp;

namespace RoleChaining;

public sealed class WebAppTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_application_is_pointed_at_a_local_STS_by_three_lines()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        await using WebApplicationFactory<Tenants> app = new WebApplicationFactory<Tenants>().WithWebHostBuilder(host => host
            .UseEnvironment("Testing")
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureTestServices(services =>
            {
                LocalUser user = LocalAws.AddAccounts(sts);
                services.ConfigureAllRoleChains((name, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(sts.Configure));
                services.ConfigureAllAwsClients((sp, config) => sts.Configure(config));
            }));
        using HttpClient client = app.CreateClient();
        await AssertSigns("/production", "arn:aws:sts::333333333333:assumed-role/ProductionRole/");
        await AssertSigns("/audit", "arn:aws:sts::444444444444:assumed-role/Audit/");
        await AssertSigns("/tenants/tenant-7", "arn:aws:sts::100000000007:assumed-role/Customer/");
        Assert.Contains("\"Healthy\"", await client.GetStringAsync("/health", Token), StringComparison.Ordinal);

        async Task AssertSigns(string path, string who)
        {
            Assert.Equal("[]", await client.GetStringAsync(path, Token));
            Assert.StartsWith(who, sts.Calls[^1].SignerArn, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_runs_as_a_process_of_its_own_with_a_local_STS_inside()
    {
        ProcessStartInfo info = new("dotnet", [typeof(Tenants).Assembly.Location, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"])
        {
            RedirectStandardOutput = true,
            Environment = { ["LOCALAWS"] = "true", ["ASPNETCORE_ENVIRONMENT"] = "Development" },
            WorkingDirectory = Repository.PathOf("tests/RoleChaining.WebApp"),
        };
        using Process app = Process.Start(info)!;
        try
        {
            using HttpClient client = new() { BaseAddress = await AddressAsync(app) };
            Assert.Equal("[]", await client.GetStringAsync("/production", Token));
            Assert.Equal("[]", await client.GetStringAsync("/audit", Token));
            Assert.Equal("[]", await client.GetStringAsync("/tenants/tenant-7", Token));
            Assert.Contains("\"Healthy\"", await client.GetStringAsync("/health", Token), StringComparison.Ordinal);
        }
        finally
        {
            app.Kill();
        }

        static async Task<Uri> AddressAsync(Process app)
        {
            const string Listening = "Now listening on: ";
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(TimeSpan.FromSeconds(60));
            while (await app.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.Contains(Listening, StringComparison.Ordinal))
                {
                    return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
                }
            }

            throw new InvalidOperationException("The application ended before it listened.");
        }
    }

    [Fact]
    public async Task No_request_of_64_clients_fails_through_several_session_lifetimes_with_faults_and_an_outage()
    {
        TimeSpan lifetime = TimeSpan.FromSeconds(5);
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        sts.SessionLifetimeCap = lifetime;
        LocalUser user = LocalAws.AddAccounts(sts);
        await using WebApplicationFactory<Tenants> app = new WebApplicationFactory<Tenants>().WithWebHostBuilder(host => host
            .UseEnvironment("Testing")
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureTestServices(services =>
            {
                services.ConfigureAllRoleChains((name, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(sts.Configure)
                    .WithRefresh(refresh =>
                    {
                        // The delays are shortened as the sessions are.
                        refresh.FailureDelay = TimeSpan.FromMilliseconds(50);
                        refresh.MaxFailureDelay = TimeSpan.FromMilliseconds(400);
                        refresh.MaxUrgentFailureDelay = TimeSpan.FromMilliseconds(200);
                    }));
                services.ConfigureAllAwsClients((sp, config) => sts.Configure(config));
            }));
        app.UseKestrel(port: 0);
        using HttpClient client = app.CreateClient();
        Assert.True(client.BaseAddress!.IsLoopback && client.BaseAddress.Port != 80);

        // A first session that no attempt brings fails its request; one that is there is renewed before it ends.
        foreach (string path in (string[])["/production", "/audit", .. Enumerable.Range(1, 20).Select(tenant => $"/tenants/tenant-{tenant}")])
        {
            using HttpResponseMessage first = await client.GetAsync(path, Token);
            Assert.True(first.StatusCode == HttpStatusCode.OK, path);
        }

        using IDisposable unavailable = sts.AddFault(StsFault.ServiceUnavailable(), IsAssumeRole, probability: 0.15);
        using IDisposable reset = sts.AddFault(StsFault.ConnectionReset(), IsAssumeRole, probability: 0.1);
        using IDisposable throttled = sts.AddFault(StsFault.Throttling(), IsAssumeRole, probability: 0.05);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ConcurrentBag<string> failures = [];
        int requests = 0;
        Task[] clients = [.. Enumerable.Range(0, 64).Select(i => Task.Run(() => RequestAsync(i)))];

        await PassAsync(2 * lifetime);
        Assert.NotEqual("Unhealthy", await HealthAsync());
        using (sts.AddFault(StsFault.ServiceUnavailable(), IsAssumeRole))
        {
            await UntilAsync("Degraded");
        }

        unavailable.Dispose();
        reset.Dispose();
        throttled.Dispose();
        await UntilAsync("Healthy");
        await PassAsync(lifetime);
        await stop.CancelAsync();
        await Task.WhenAll(clients);

        StsCall[] assumes = [.. sts.Calls.Where(IsAssumeRole)];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{requests} requests, {failures.Count} failed; {assumes.Length} AssumeRole, {assumes.Count(call => call.ErrorCode is not null)} of them failed");
        Assert.Empty(failures);
        Assert.InRange(requests, 2000, int.MaxValue);
        Assert.True(assumes.Count(call => call is { ErrorCode: null, RoleArn: "arn:aws:iam::333333333333:role/ProductionRole" }) >= 4);
        Assert.Contains(assumes, call => call.ErrorCode is not null);

        static bool IsAssumeRole(StsCall call) => call.Action == "AssumeRole";

        async Task RequestAsync(int number)
        {
            while (!stop.IsCancellationRequested)
            {
                int turn = (Interlocked.Increment(ref requests) + number) % 3;
                string path = turn == 0 ? "/production" : turn == 1 ? "/audit" : $"/tenants/tenant-{1 + (number % 20)}";
                using HttpResponseMessage response = await client.GetAsync(path, Token);
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    failures.Add($"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }

        async Task<string> HealthAsync() => System.Text.Json.JsonDocument.Parse(
            await (await client.GetAsync("/health", Token)).Content.ReadAsStringAsync(Token)).RootElement.GetProperty("status").GetString()!;

        async Task UntilAsync(string health)
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(15));
            while (await HealthAsync() != health)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, limit.Token);
            }
        }

        static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, Token);
    }
}

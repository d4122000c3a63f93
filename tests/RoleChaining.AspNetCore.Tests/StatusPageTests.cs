using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Testing;

namespace RoleChaining;

public sealed class StatusPageTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_that_works_is_shown_with_the_life_that_is_left_and_no_problem()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        Assert.Contains("not read yet", await app.PageAsync(), StringComparison.Ordinal);
        await app.Chain.WarmUpAsync(Token);
        app.Clock.Advance(TimeSpan.FromMinutes(20));

        string page = await app.PageAsync();
        Assert.Contains("No refresh has failed.", page, StringComparison.Ordinal);
        Assert.Contains("ProductionRole in 333333333333", page, StringComparison.Ordinal);
        Assert.Contains("40 min left", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_thing_on_the_page_is_which_hop_fails_for_whom_and_what_to_do()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        app.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."), call => call.RoleArn == StatusApp.Production);
        Assert.Null(await app.TryReadAsync());

        string page = await app.PageAsync();
        int problem = page.IndexOf("Hop 2, ProductionRole in 333333333333: AccessDenied", StringComparison.Ordinal);
        Assert.InRange(problem, 0, page.IndexOf("<h2>Sessions</h2>", StringComparison.Ordinal));
        Assert.Contains("Requests fail in <b>chain production</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"sum", page, StringComparison.Ordinal); // the card says it
        Assert.Equal(2, page.Split("What to do:").Length);
        Assert.Equal(2, page.Split("The likeliest causes").Length); // the advice stands there once
        Assert.Contains("(1) Role chains", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_hub_is_one_problem_however_many_tenants_share_it()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        app.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."), call => call.RoleArn == StatusApp.Hub);
        foreach (string tenant in new[] { "tenant-7", "tenant-8" })
        {
            ChainedAWSCredentials credentials = await app.Tenants.GetCredentialsAsync(tenant, Token);
            await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        }

        string page = await app.PageAsync();
        Assert.Equal(1, page.Split("class=\"problem").Length - 1);
        Assert.Contains("Hop 1, HubRole in 222222222222: AccessDenied", page, StringComparison.Ordinal);
        Assert.Contains("the hub of pool tenants, tenant tenant-", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_problems_one_line_says_all_and_only_the_first_are_open()
    {
        await using StatusApp app = await StatusApp.StartAsync(configure: services =>
        {
            services.AddRoleChain("audit", chain => chain.AssumeRole(StatusApp.Hub).AssumeRole("arn:aws:iam::333333333333:role/Audit"));
            services.AddRoleChain("backup", chain => chain.AssumeRole(StatusApp.Hub).AssumeRole("arn:aws:iam::333333333333:role/Backup"));
        });
        app.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."), call => call.RoleArn is not StatusApp.Hub);
        ChainedAWSCredentials[] failing = [app.FindChain("audit"), app.FindChain("backup"), await app.Tenants.GetCredentialsAsync("tenant-7", Token)];
        foreach (ChainedAWSCredentials credentials in failing)
        {
            await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        }

        string page = await app.PageAsync();
        Assert.Contains("<p class=\"sum Failed\">Requests fail in chain audit, chain backup and in 1 of 1 tenants of pool tenants.</p>", page, StringComparison.Ordinal);
        string[] cards = page.Split("<article class=\"problem")[1..];
        Assert.Equal([true, true, false], cards.Select(card => card.Split('>', 3)[1].EndsWith(" open data-open", StringComparison.Ordinal)));
        Assert.Contains("Requests fail in <b>chain audit</b>", cards[0], StringComparison.Ordinal);
        Assert.Contains("Requests fail in <b>tenant tenant-7 of pool tenants</b>", cards[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_attempt_is_no_moment_of_the_past()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        app.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."), call => call.RoleArn == StatusApp.Production);
        Assert.Null(await app.TryReadAsync());
        Assert.Contains("<dt>Next attempt</dt><dd>2026-01-01 00:00:", await app.PageAsync(), StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains("<dt>Next attempt</dt><dd>with the next request</dd>", await app.PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_still_be_served_is_said()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        await app.Chain.WarmUpAsync(Token);
        app.Clock.Advance(TimeSpan.FromMinutes(50)); // within the advisory window, whatever its jitter
        app.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."));
        Assert.NotNull(await app.TryReadAsync());
        await Eventually.TrueAsync(() => app.Chain.Status.Hops.All(hop => !hop.IsRefreshing));

        Assert.Contains("Requests still work, with the session that is there, in", await app.PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_is_on_the_page_with_their_number()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        StsGate gate = new();
        app.Sts.AddFault(StsFault.Hold(gate), call => call.RoleArn == StatusApp.Production);
        Assert.DoesNotContain("wait", await MainAsync(app), StringComparison.Ordinal);
        Task<ImmutableCredentials>[] readers = [.. Enumerable.Range(0, 12).Select(_ => app.Chain.GetCredentialsAsync(Token))];
        await gate.WhenArrived(1, Token); // before that, the hub is waited for
        await Eventually.TrueAsync(() => app.Chain.Status.Final.WaitingReaders == 12);

        string page = await MainAsync(app);
        Assert.Contains("Requests wait for a session: 12 in chain production.", page, StringComparison.Ordinal);
        Assert.Contains("no session yet, refreshing, 12 wait", page, StringComparison.Ordinal);
        Assert.Contains("not read yet, 12 wait", page, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(await app.Client.GetStringAsync("/role-chains/status.json", Token));
        Assert.Equal(12, json.RootElement.GetProperty("chains")[0].GetProperty("hops")[2].GetProperty("waitingReaders").GetInt32());

        gate.Open();
        await Task.WhenAll(readers);
        Assert.DoesNotContain("wait", await MainAsync(app), StringComparison.Ordinal);

        static async Task<string> MainAsync(StatusApp app) => (await app.PageAsync()).Split("<main", 2)[1].Split("<script", 2)[0];
    }

    [Fact]
    public async Task A_hostile_tenant_key_is_shown_as_text()
    {
        const string hostile = "<script>document.title='owned'</script>\"'";
        await using StatusApp app = await StatusApp.StartAsync();
        await app.Tenants.GetCredentialsAsync(hostile, Token);

        string page = await app.PageAsync("?q=" + Uri.EscapeDataString(hostile));
        Assert.Contains("&lt;script&gt;document.title=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>document", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_finds_a_tenant_by_name_and_by_account()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        for (int i = 0; i < 30; i++)
        {
            await app.Tenants.GetCredentialsAsync($"tenant-{i}", Token);
        }

        Assert.Contains("The worst 20 of 30 tenants", await app.PageAsync(), StringComparison.Ordinal);
        Assert.Contains("20 of the 30 tenants of pool tenants are shown.", await app.PageAsync(), StringComparison.Ordinal);
        string found = await app.PageAsync("?q=TENANT-29");
        Assert.Contains("<b>tenant-29</b>", found, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>tenant-28</b>", found, StringComparison.Ordinal);
        Assert.Contains("20 shown", await app.PageAsync("?q=444444444444"), StringComparison.Ordinal);
        Assert.Contains("No tenant matches", await app.PageAsync("?q=nobody"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_hides_no_problem_and_nobody_who_waits_of_the_tenants_that_it_leaves_out()
    {
        await using StatusApp app = await StatusApp.StartAsync(configure: services => services.AddRoleChainPool<int>(
            "numbers",
            hub => hub.AssumeRole(StatusApp.Hub),
            (_, number, chain, _) =>
            {
                chain.AssumeRole($"arn:aws:iam::444444444444:role/Customer{number}");
                return Task.CompletedTask;
            }));
        await app.Tenants.GetCredentialsAsync("acme", Token);
        IRoleChainPool<int> numbers = app.FindPool<int>("numbers");
        ChainedAWSCredentials one = await numbers.GetCredentialsAsync(1, Token);
        await Assert.ThrowsAsync<RoleChainException>(() => one.GetCredentialsAsync(Token));
        using StsGate gate = new();
        app.Sts.AddFault(StsFault.Hold(gate));
        Task<ImmutableCredentials> waits = (await numbers.GetCredentialsAsync(2, Token)).GetCredentialsAsync(Token);
        await gate.WhenArrived(1, Token);

        string page = await app.PageAsync("?q=acme");
        Assert.Contains("(1) Role chains", page, StringComparison.Ordinal);
        Assert.Contains("Requests fail in <b>tenant arn:aws:iam::444444444444:role/Customer1 of pool numbers</b>", page, StringComparison.Ordinal);
        Assert.Contains("Requests wait for a session: 1 in tenant arn:aws:iam::444444444444:role/Customer2 of pool numbers.", page, StringComparison.Ordinal);
        Assert.Contains("No tenant matches", page, StringComparison.Ordinal);
        gate.Open();
        await Assert.ThrowsAsync<RoleChainException>(() => waits);
    }

    [Fact]
    public async Task Nothing_that_the_page_does_not_bring_itself_may_run_or_load()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        using HttpResponseMessage response = await app.Client.GetAsync("/role-chains", Token);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        using HttpResponseMessage again = await app.Client.GetAsync("/role-chains", Token);
        Assert.NotEqual(policy, again.Headers.GetValues("Content-Security-Policy").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
        string page = await response.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_and_JSON_show_no_secret()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        ImmutableCredentials credentials = (await app.TryReadAsync())!;
        string json = await app.Client.GetStringAsync("/role-chains/status.json", Token);
        string page = await app.PageAsync();
        foreach (string secret in new[] { credentials.SecretKey, credentials.Token })
        {
            Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
            Assert.DoesNotContain(WebUtility.HtmlEncode(secret), page, StringComparison.Ordinal);
        }

        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement chain = document.RootElement.GetProperty("chains")[0];
        Assert.Equal(("production", "Healthy", 3), (chain.GetProperty("name").GetString(), chain.GetProperty("state").GetString(), chain.GetProperty("hops").GetArrayLength()));
        Assert.Equal(credentials.AccessKey, chain.GetProperty("hops")[2].GetProperty("accessKeyId").GetString());
    }

    [Fact]
    public async Task Reading_the_page_calls_no_STS()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        await app.PageAsync();
        await app.Client.GetStringAsync("/role-chains/status.json", Token);
        Assert.Empty(app.Sts.Calls);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RoleChaining.Testing;

namespace RoleChaining;

/// <summary>The page in a real browser.</summary>
public sealed class BrowserTests
{
    private const string Colour = "getComputedStyle([...document.querySelectorAll('.node')].find(n => n.textContent.includes('ProductionRole'))).borderLeftColor";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_changes_its_colour_when_STS_fails_and_comes_back()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        await using Chromium browser = await Chromium.OpenAsync(new Uri(app.Client.BaseAddress!, "role-chains"), Token);
        await app.Chain.WarmUpAsync(Token);
        string? well = await browser.EvaluateAsync($"reload().then(() => {Colour})", Token);

        IDisposable fault = app.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."));
        app.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Null(await app.TryReadAsync());
        string? failing = await browser.EvaluateAsync($"reload().then(() => {Colour})", Token);
        Assert.NotEqual(well, failing);
        Assert.Contains("What to do:", await browser.EvaluateAsync("document.querySelector('.problem').textContent", Token), StringComparison.Ordinal);

        fault.Dispose();
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.Chain.WarmUpAsync(Token);
        Assert.Equal(well, await browser.EvaluateAsync($"reload().then(() => {Colour})", Token));
        Assert.Equal("No refresh has failed.", await browser.EvaluateAsync("document.querySelector('.ok').textContent", Token));
    }

    [Fact]
    public async Task A_hostile_tenant_key_does_not_run()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        await app.Tenants.GetCredentialsAsync("<img src=x onerror=\"owned=1\"><script>owned=1</script>", Token);
        await app.Tenants.GetCredentialsAsync("\" onclick=\"owned=1\" id=\"report", Token);
        await using Chromium browser = await Chromium.OpenAsync(new Uri(app.Client.BaseAddress!, "role-chains"), Token);
        await browser.EvaluateAsync("reload()", Token);
        await browser.EvaluateAsync("document.querySelectorAll('main *').forEach(element => element.click?.())", Token);

        Assert.Equal("undefined", await browser.EvaluateAsync("typeof owned", Token));
        Assert.Contains("onerror", await browser.EvaluateAsync("document.body.textContent", Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_report_stays_and_is_called_old_when_a_login_page_is_all_that_can_be_loaded(bool redirects)
    {
        bool isLoggedIn = true;
        const string login = "<title>Login</title><main id=\"report\"></main><time id=\"at\"></time>";
        await using StatusApp app = await StatusApp.StartAsync(app =>
        {
            app.Use((context, next) => isLoggedIn || context.Request.Path == "/login"
                ? next(context)
                : redirects ? Redirect(context) : context.Response.WriteAsync("<title>Login</title>", Token));
            app.MapGet("/login", context => context.Response.WriteAsync(login, Token));
            app.MapRoleChains();
        });
        await using Chromium browser = await Chromium.OpenAsync(new Uri(app.Client.BaseAddress!, "role-chains"), Token);
        const string page = "document.title + document.querySelector('main').innerHTML + document.getElementById('at').textContent";
        string? report = await browser.EvaluateAsync(page, Token);
        isLoggedIn = false;
        Assert.Equal(report, await browser.EvaluateAsync($"reload().then(() => {page})", Token));
        Assert.Equal("false", await browser.EvaluateAsync("String(document.getElementById('stale').hidden)", Token));

        isLoggedIn = true;
        Assert.Equal("true", await browser.EvaluateAsync("reload().then(() => String(document.getElementById('stale').hidden))", Token));

        static Task Redirect(HttpContext context)
        {
            context.Response.Redirect("/login");
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_the_reader_has_opened_stays_open_and_an_old_page_says_so()
    {
        await using StatusApp app = await StatusApp.StartAsync();
        await using Chromium browser = await Chromium.OpenAsync(new Uri(app.Client.BaseAddress!, "role-chains"), Token);
        await browser.EvaluateAsync("document.querySelector('details').open = true", Token);
        Assert.Equal("true", await browser.EvaluateAsync("reload().then(() => String(document.querySelector('details').open))", Token));

        app.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."), call => call.RoleArn == StatusApp.Production);
        Assert.Null(await app.TryReadAsync());
        const string card = "document.querySelector('.problem details').open";
        Assert.Equal("true", await browser.EvaluateAsync($"reload().then(() => String({card}))", Token)); // a new one is open
        Assert.Equal("false", await browser.EvaluateAsync($"{card} = false, reload().then(() => String({card}))", Token));
        Assert.Equal("true", await browser.EvaluateAsync($"{card} = true, reload().then(() => String({card}))", Token));

        await app.StopAsync();
        Assert.Equal("false", await browser.EvaluateAsync("reload().then(() => String(document.getElementById('stale').hidden))", Token));
    }
}

using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining;

/// <summary>Who may see the page.</summary>
public sealed class ProtectionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outside_Development_a_page_without_protection_is_refused_in_words()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync(app => app.MapRoleChains(), "Production"));
        Assert.Contains(".RequireAuthorization()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Development_it_is_open() => Assert.Equal(HttpStatusCode.OK, await OpenAsync(app => app.MapRoleChains(), "Development"));

    [Fact]
    public async Task AllowAnonymous_opens_it_where_something_else_protects_it() =>
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(app => app.MapRoleChains().AllowAnonymous(), "Production"));

    [Fact]
    public async Task RequireAuthorization_covers_page_and_JSON()
    {
        foreach (string path in new[] { "/role-chains", "/role-chains/status.json" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(app => app.MapRoleChains().RequireAuthorization(), "Production", path));
        }
    }

    [Fact]
    public async Task A_fallback_policy_of_the_application_protects_it() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(app => app.MapRoleChains(), "Production", fallback: true));

    private static async Task<HttpStatusCode> OpenAsync(Action<WebApplication> map, string environment, string path = "/role-chains", bool fallback = false)
    {
        Exception? thrown = null;
        await using StatusApp app = await StatusApp.StartAsync(
            app =>
            {
                app.Use(async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException e)
                    {
                        thrown = e;
                    }
                });
                app.UseRouting();
                app.UseAuthorization();
                map(app);
            },
            services =>
            {
                services.AddAuthentication("test").AddCookie("test", options => options.Events.OnRedirectToLogin = context =>
                {
                    context.Response.StatusCode = (int)HttpStatusCode.Unauthorized;
                    return Task.CompletedTask;
                });
                AuthorizationPolicy people = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
                services.AddAuthorization(options => options.FallbackPolicy = fallback ? people : null);
            },
            environment);
        using HttpResponseMessage response = await app.Client.GetAsync(path, Token);
        return thrown is null ? response.StatusCode : throw thrown;
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RoleChaining.Page;
using RoleChaining.Status;

namespace RoleChaining;

/// <summary>Maps the status page of an application's role chains.</summary>
public static class RoleChainEndpointRouteBuilderExtensions
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Maps a page that shows every chain and pool of this process: which hop fails and what to do, the tree of sessions, what is left of
    /// each session. <c>PATTERN/status.json</c> has the same as JSON. Both show account ids, role names and access key ids, and no secret.
    /// Reading them calls no STS.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Where; <c>/role-chains</c> by default.</param>
    /// <returns>Both endpoints, for <c>RequireAuthorization</c> and other conventions.</returns>
    /// <remarks>
    /// Outside the Development environment the page must be protected: by <c>RequireAuthorization</c>, by the application's fallback
    /// policy, or by an explicit <c>AllowAnonymous</c> where something before the application protects it. Without one of them the
    /// application's first request fails with an <see cref="InvalidOperationException"/>.
    /// </remarks>
    public static IEndpointConventionBuilder MapRoleChains(this IEndpointRouteBuilder endpoints, string pattern = "/role-chains")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapGet("", WritePageAsync).WithDisplayName("Role chains");
        group.MapGet("/status.json", WriteJsonAsync).WithDisplayName("Role chains as JSON");
        IServiceProvider services = endpoints.ServiceProvider;
        ((IEndpointConventionBuilder)group).Finally(endpoint => CheckProtection(endpoint, services, pattern));
        return group;
    }

    private static void CheckProtection(EndpointBuilder endpoint, IServiceProvider services, string pattern)
    {
        bool isProtected = services.GetRequiredService<IHostEnvironment>().IsDevelopment()
            || endpoint.Metadata.Any(metadata => metadata is IAuthorizeData or AuthorizationPolicy or IAllowAnonymous)
            || services.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null;
        if (!isProtected)
        {
            throw new InvalidOperationException(
                $"MapRoleChains(\"{pattern}\") shows accounts and roles to everybody. Add .RequireAuthorization(), or .AllowAnonymous() if something before the application protects the page.");
        }
    }

    private static Task WritePageAsync(HttpContext context)
    {
        string search = context.Request.Query["q"].ToString().Trim();
        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        string page = StatusPage.Create(StatusReader.Read(context.RequestServices, search), search, nonce, RefreshInterval);
        Prepare(context.Response, "text/html; charset=utf-8");
        context.Response.Headers.ContentSecurityPolicy = StatusPage.ContentSecurityPolicy(nonce);
        return context.Response.WriteAsync(page, context.RequestAborted);
    }

    private static Task WriteJsonAsync(HttpContext context)
    {
        StatusReport report = StatusReader.Read(context.RequestServices, context.Request.Query["q"].ToString().Trim());
        Prepare(context.Response, "application/json");
        return JsonSerializer.SerializeAsync(context.Response.Body, report, StatusJson.Default.StatusReport, context.RequestAborted);
    }

    private static void Prepare(HttpResponse response, string contentType)
    {
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}

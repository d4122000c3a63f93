using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RoleChaining.Testing;

/// <summary>What Kestrel calls for each request of a sign-in.</summary>
internal sealed class SignInApplication(SignInService service) : IHttpApplication<HttpContext>
{
    // A session's keys take a few kilobytes.
    private const int BodyLimit = 64 * 1024;

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        WireRequest request = await KestrelTranslation.ReadAsync(context, BodyLimit, context.RequestAborted).ConfigureAwait(false);
        await KestrelTranslation.WriteAsync(context, service.Answer(request), context.RequestAborted).ConfigureAwait(false);
    }
}

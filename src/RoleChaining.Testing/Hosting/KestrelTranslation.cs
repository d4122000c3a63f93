using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace RoleChaining.Testing;

/// <summary>Between Kestrel's requests and responses and the wire's.</summary>
internal static class KestrelTranslation
{
    public static async Task<WireRequest> ReadAsync(HttpContext context, int bodyLimit, CancellationToken cancellationToken)
    {
        HttpRequest request = context.Request;
        byte[]? body = request.ContentLength > bodyLimit ? null : [];
        if (body is not null && request.ContentLength is not 0)
        {
            using LimitedBuffer buffer = new(bodyLimit);
            await request.Body.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
            body = buffer.ToArrayOrNull();
        }
        else if (request.Headers.Expect.Count > 0)
        {
            // Nothing is read, so no "100 Continue" goes before the answer, and botocore misreads what follows on the connection:
            // https://github.com/boto/botocore/issues/3755.
            context.Response.Headers.Connection = "close";
        }

        WireHeaders headers = new();
        foreach ((string name, StringValues values) in request.Headers)
        {
            foreach (string? value in values)
            {
                headers.Add(name, value ?? string.Empty);
            }
        }

        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new(request.Method, target, headers, body ?? [])
        {
            SourceIp = context.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1",
            BodyTooLarge = body is null,
        };
    }

    public static async Task WriteAsync(HttpContext context, WireResponse response, CancellationToken cancellationToken)
    {
        WriteHead(context, response);
        if (response.Status != 204)
        {
            context.Response.ContentLength = response.HeadContentLength ?? response.Body.Length;
        }

        if (!response.Body.IsEmpty)
        {
            await context.Response.Body.WriteAsync(response.Body, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The head and what there is of the body, without a length, so that the client waits for more.</summary>
    public static async Task WriteBeginningAsync(HttpContext context, WireResponse response, CancellationToken cancellationToken)
    {
        WriteHead(context, response);
        await context.Response.Body.WriteAsync(response.Body, cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteHead(HttpContext context, WireResponse response)
    {
        context.Response.StatusCode = response.Status;
        context.Response.ContentType = response.ContentType;
        context.Response.Headers.Date = response.Date.ToString("R", CultureInfo.InvariantCulture);
        foreach ((string name, string value) in response.Headers)
        {
            context.Response.Headers.Append(name, value);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;

namespace RoleChaining.Testing;

/// <summary>Between <see cref="HttpClient"/>'s messages and the wire's.</summary>
internal static class InMemoryTranslation
{
    public static WireRequest ToWire(HttpRequestMessage request, byte[]? body)
    {
        Uri uri = request.RequestUri ?? throw new InvalidOperationException("The request has no URI.");
        WireHeaders headers = new();
        headers.Add("Host", request.Headers.Host ?? uri.Authority);
        AddHeaders(request.Headers, headers);
        if (request.Content is { } content)
        {
            AddHeaders(content.Headers, headers);
        }

        return new(request.Method.Method, uri.PathAndQuery, headers, body ?? [])
        {
            BodyTooLarge = body is null,
        };
    }

    /// <summary>The body; null when it is longer than allowed.</summary>
    public static byte[]? ReadBody(HttpRequestMessage request, int limit, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
        {
            return [];
        }

        using LimitedBuffer buffer = new(limit);
        content.CopyTo(buffer, null, cancellationToken);
        return buffer.ToArrayOrNull();
    }

    /// <inheritdoc cref="ReadBody"/>
    public static async Task<byte[]?> ReadBodyAsync(HttpRequestMessage request, int limit, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
        {
            return [];
        }

        using LimitedBuffer buffer = new(limit);
        await content.CopyToAsync(buffer, null, cancellationToken).ConfigureAwait(false);
        return buffer.ToArrayOrNull();
    }

    public static HttpResponseMessage ToMessage(WireResponse response, HttpRequestMessage request, HttpContent content)
    {
        HttpResponseMessage message = new((HttpStatusCode)response.Status) { RequestMessage = request, Content = content };
        message.Headers.Date = response.Date;
        if (response.ContentType is { } type)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (response.HeadContentLength is { } length)
        {
            content.Headers.ContentLength = length;
        }

        foreach ((string name, string value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static void AddHeaders(HttpHeaders from, WireHeaders to)
    {
        foreach ((string name, HeaderStringValues values) in from.NonValidated)
        {
            if (!string.Equals(name, "Host", StringComparison.OrdinalIgnoreCase))
            {
                to.Add(name, values.ToString());
            }
        }
    }
}

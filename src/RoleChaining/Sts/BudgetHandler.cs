using System.Net.Http.Headers;

namespace RoleChaining.Sts;

/// <summary>
/// Keeps a response, headers and body, within an attempt's time and a sane size, sync and async. <c>ClientConfig.Timeout</c> ends with the
/// headers, and the AWS SDK's synchronous calls take no token. The body is read here, so that no later read can stall.
/// </summary>
/// <param name="innerHandler">What sends.</param>
/// <param name="alwaysAsync">
/// Whether a synchronous call, too, sends asynchronously while its thread blocks. Handlers of an application often have no synchronous
/// path: <see cref="HttpClient.Send(HttpRequestMessage)"/> fails on them, or passes them over.
/// </param>
internal sealed class BudgetHandler(HttpMessageHandler innerHandler, bool alwaysAsync = false) : DelegatingHandler(innerHandler)
{
    /// <summary>An answer of STS has a few kilobytes.</summary>
    private const int MaxBodySize = 1024 * 1024;

    /// <summary>The token of the synchronous call that this thread is making.</summary>
    [ThreadStatic]
    private static CancellationToken _tokenOfThread;

    /// <summary>Bounds the synchronous calls of this thread by a token, until the result is disposed of.</summary>
    public static Scope BoundThisThread(CancellationToken cancellationToken)
    {
        var scope = new Scope(_tokenOfThread);
        _tokenOfThread = cancellationToken;
        return scope;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _tokenOfThread);
        CancellationToken token = both.Token;
        return alwaysAsync
            ? ForeignCode.Start(() => SendAsync(request, token), async: true).GetAwaiter().GetResult()
            : SendAsync(request, async: false, token).Completed();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, async: true, cancellationToken).AsTask();

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool async, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = async
            ? await base.SendAsync(request, cancellationToken).ConfigureAwait(false)
            : base.Send(request, cancellationToken);
        response.RequestMessage = null; // an exception may keep the response for long, and the request holds a token and an external id
        try
        {
            // A blocked read ignores its token; taking its connection away ends it.
            using CancellationTokenRegistration cut = cancellationToken.UnsafeRegister(
                static r => ((HttpResponseMessage)r!).Dispose(), response);
            var body = new LimitedStream(MaxBodySize);
            if (async)
            {
                await response.Content.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                response.Content.CopyTo(body, context: null, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            response.Content = WithHeaders(body, response.Content.Headers);
            return response;
        }
        catch (Exception e)
        {
            response.Dispose();
            if (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }

            throw;
        }
    }

    private static StreamContent WithHeaders(MemoryStream body, HttpContentHeaders headers)
    {
        body.Position = 0;
        var content = new StreamContent(body);
        foreach (KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return content;
    }

    /// <summary>Gives the thread's earlier token back.</summary>
    internal readonly ref struct Scope(CancellationToken before)
    {
        private readonly CancellationToken _before = before;

        public void Dispose() => _tokenOfThread = _before;
    }
}

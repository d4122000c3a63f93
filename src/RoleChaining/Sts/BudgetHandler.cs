namespace RoleChaining.Sts;

/// <summary>
/// Keeps a response within an attempt's time and a sane size, headers and body, sync and async: <c>ClientConfig.Timeout</c> ends with the
/// headers, and the AWS SDK's synchronous calls take no token. The body is read here, so that no later read can stall.
/// </summary>
internal sealed class BudgetHandler(HttpMessageHandler innerHandler) : DelegatingHandler(innerHandler)
{
    /// <summary>An answer of STS has a few kilobytes.</summary>
    private const int MaxBodySize = 1024 * 1024;

    /// <summary>The token of the synchronous call that this thread is making.</summary>
    [ThreadStatic]
    private static CancellationToken _ofThread;

    /// <summary>Bounds the synchronous calls of this thread by a token, until disposed of.</summary>
    public static Scope Within(CancellationToken cancellationToken)
    {
        var scope = new Scope(_ofThread);
        _ofThread = cancellationToken;
        return scope;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ofThread);
        ValueTask<HttpResponseMessage> sent = SendAsync(request, async: false, both.Token);
        return sent.Completed();
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
            // A blocked read heeds no token; taking its connection away ends it.
            using CancellationTokenRegistration cut = cancellationToken.UnsafeRegister(static r => ((HttpResponseMessage)r!).Dispose(), response);
            MemoryStream body = await ReadAsync(response.Content, async, cancellationToken).ConfigureAwait(false);
            var buffered = new StreamContent(body);
            foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in response.Content.Headers.NonValidated)
                buffered.Headers.TryAddWithoutValidation(header.Key, header.Value);
            response.Content = buffered;
            return response;
        }
        catch (Exception e)
        {
            response.Dispose();
            if (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            throw;
        }
    }

    private static async ValueTask<MemoryStream> ReadAsync(HttpContent content, bool async, CancellationToken cancellationToken)
    {
        Stream stream = async
            ? await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false)
            : content.ReadAsStream(cancellationToken);
        var body = new MemoryStream();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int read = async
                ? await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)
                : stream.Read(buffer);
            cancellationToken.ThrowIfCancellationRequested();
            if (read == 0)
                break;
            if (body.Length + read > MaxBodySize)
                throw new HttpRequestException($"The response is larger than {MaxBodySize} bytes.");
            body.Write(buffer, 0, read);
        }

        body.Position = 0;
        return body;
    }

    /// <summary>Gives the thread's earlier token back.</summary>
    internal readonly ref struct Scope(CancellationToken before)
    {
        private readonly CancellationToken _before = before;

        public void Dispose() => _ofThread = _before;
    }
}

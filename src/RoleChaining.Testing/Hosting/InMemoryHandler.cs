using System.Net.Sockets;

namespace RoleChaining.Testing;

/// <summary>The server as the last handler of an <see cref="HttpClient"/>: asynchronous, and synchronous without the thread pool.</summary>
internal sealed class InMemoryHandler(StsEngine engine, int bodyLimit, CancellationToken stopping) : HttpMessageHandler
{
    private volatile StsEngine? _engine = engine;

    /// <summary>From now on there is nobody here. The SDK keeps its HTTP clients for ever; they must not keep the server too.</summary>
    public void Stop() => _engine = null;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        StsEngine current = _engine ?? throw Failure(SocketError.ConnectionRefused);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        byte[]? body = InMemoryTranslation.ReadBody(request, bodyLimit, cancellationToken);
        Exchange exchange = current.Begin(InMemoryTranslation.ToWire(request, body));
        try
        {
            WaitingRoom.Wait(exchange, current.Clock.TimeProvider, linked.Token);
        }
        catch (OperationCanceledException)
        {
            throw Abandoned(current, exchange, cancellationToken);
        }

        return Answer(current, exchange, request);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        StsEngine current = _engine ?? throw Failure(SocketError.ConnectionRefused);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        byte[]? body = await InMemoryTranslation.ReadBodyAsync(request, bodyLimit, cancellationToken).ConfigureAwait(false);
        Exchange exchange = current.Begin(InMemoryTranslation.ToWire(request, body));
        try
        {
            await WaitingRoom.WaitAsync(exchange, current.Clock.TimeProvider, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Abandoned(current, exchange, cancellationToken);
        }

        return Answer(current, exchange, request);
    }

    private HttpResponseMessage Answer(StsEngine current, Exchange exchange, HttpRequestMessage request)
    {
        WireResponse response = current.Complete(exchange);
        return exchange.Ending?.Kind switch
        {
            FaultKind.ConnectionReset => throw Failure(SocketError.ConnectionReset),
            FaultKind.StalledBody => InMemoryTranslation.ToMessage(
                response, request, new StreamContent(new StalledStream(response.Body, stopping))),
            _ => InMemoryTranslation.ToMessage(response, request, new ReadOnlyMemoryContent(response.Body)),
        };
    }

    // Either the client gave up, or the server went away under a call it was holding.
    private static Exception Abandoned(StsEngine current, Exchange exchange, CancellationToken cancellationToken)
    {
        current.Abandon(exchange);
        return cancellationToken.IsCancellationRequested
            ? new TaskCanceledException(null, null, cancellationToken)
            : Failure(SocketError.ConnectionReset);
    }

    // The very shape a socket gives: retry policies look for its error at the bottom.
    private static HttpRequestException Failure(SocketError error)
    {
        SocketException socket = new((int)error);
        if (error == SocketError.ConnectionRefused)
        {
            return new(HttpRequestError.ConnectionError, socket.Message, socket);
        }

        IOException io = new("Unable to read data from the transport connection: " + socket.Message, socket);
        return new(HttpRequestError.Unknown, "An error occurred while sending the request.", io);
    }
}

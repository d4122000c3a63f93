using System.Net.Sockets;

namespace RoleChaining.Testing;

/// <summary>The server as the last handler of an <see cref="HttpClient"/>, in both its forms: asynchronous, and synchronous without the thread pool.</summary>
internal sealed class InMemoryHandler(StsEngine engine, int bodyLimit, CancellationToken stopping) : HttpMessageHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        Exchange exchange = engine.Begin(InMemoryTranslation.ToWire(request, InMemoryTranslation.ReadBody(request, bodyLimit, linked.Token)));
        try
        {
            WaitingRoom.Wait(exchange, engine.Clock.TimeProvider, linked.Token);
        }
        catch (OperationCanceledException)
        {
            engine.Abandon(exchange);
            throw;
        }

        return Answer(exchange, request);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        byte[]? body = await InMemoryTranslation.ReadBodyAsync(request, bodyLimit, linked.Token).ConfigureAwait(false);
        Exchange exchange = engine.Begin(InMemoryTranslation.ToWire(request, body));
        try
        {
            await WaitingRoom.WaitAsync(exchange, engine.Clock.TimeProvider, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            engine.Abandon(exchange);
            throw;
        }

        return Answer(exchange, request);
    }

    private HttpResponseMessage Answer(Exchange exchange, HttpRequestMessage request)
    {
        WireResponse response = engine.Complete(exchange);
        return exchange.Ending?.Kind switch
        {
            FaultKind.ConnectionReset => throw Reset(),
            FaultKind.StalledBody => InMemoryTranslation.ToMessage(response, request, new StreamContent(new StalledStream(response.Body, stopping))),
            _ => InMemoryTranslation.ToMessage(response, request, new ReadOnlyMemoryContent(response.Body)),
        };
    }

    // The very shape a socket gives: retry policies look for the reset at the bottom.
    private static HttpRequestException Reset()
    {
        SocketException socket = new((int)SocketError.ConnectionReset);
        IOException io = new("Unable to read data from the transport connection: " + socket.Message, socket);
        return new HttpRequestException(HttpRequestError.ConnectionError, "An error occurred while sending the request.", io);
    }
}

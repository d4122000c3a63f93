using System.Net;

namespace RoleChaining.Benchmarks.Transports;

/// <summary>A transport without a network: one answer for all, in both forms, at once.</summary>
internal abstract class CannedHandler : HttpMessageHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => Answer(request);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Answer(request));

    protected abstract byte[] Body();

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        ByteArrayContent content = new(Body());
        content.Headers.TryAddWithoutValidation("Content-Type", "text/xml");
        HttpResponseMessage response = new(HttpStatusCode.OK) { RequestMessage = request, Content = content };
        response.Headers.Date = TimeProvider.System.GetUtcNow();
        return response;
    }
}

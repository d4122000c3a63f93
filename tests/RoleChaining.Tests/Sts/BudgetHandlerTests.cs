using System.Net;

namespace RoleChaining.Sts;

/// <summary>What is under the AWS SDK's client.</summary>
public sealed class BudgetHandlerTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_answer_has_its_body_and_the_headers_of_it_but_not_its_request(bool async)
    {
        var content = new StringContent("the body");
        content.Headers.ContentLanguage.Add("en");

        using HttpResponseMessage answer = await SendAsync(new Answering(content), async, Token);

        Assert.Equal("the body", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("text/plain; charset=utf-8", "en"), (answer.Content.Headers.ContentType?.ToString(), answer.Content.Headers.ContentLanguage.Single()));
        Assert.Null(answer.RequestMessage);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_answer_that_cannot_be_read_is_disposed_of(bool async)
    {
        var content = new Breaking(_ => throw new IOException("cut"));

        Exception? e = await Record.ExceptionAsync(() => SendAsync(new Answering(content), async, Token));

        Assert.Contains("cut", e?.ToString(), StringComparison.Ordinal);
        Assert.IsNotType<OperationCanceledException>(e, exactMatch: false);
        Assert.True(content.IsDisposed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_breaks_because_the_time_is_over_is_a_cancellation(bool async)
    {
        using var end = new CancellationTokenSource();
        var content = new Breaking(_ =>
        {
            end.Cancel();
            throw new IOException("cut");
        });

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => SendAsync(new Answering(content), async, end.Token));

        Assert.Contains("cut", e.InnerException?.ToString(), StringComparison.Ordinal);
        Assert.True(content.IsDisposed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_answer_that_comes_when_the_time_is_over_is_none(bool async)
    {
        using var end = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(new Answering(new Breaking(_ => end.Cancel())), async, end.Token));
    }

    private static Task<HttpResponseMessage> SendAsync(HttpMessageHandler inner, bool async, CancellationToken cancellationToken)
    {
        var invoker = new HttpMessageInvoker(new BudgetHandler(inner));
        var request = new HttpRequestMessage(HttpMethod.Post, "https://sts.test");
        return async ? invoker.SendAsync(request, cancellationToken) : SomeSts.OnOwnThread(() => invoker.Send(request, cancellationToken));
    }

    private sealed class Answering(HttpContent content) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new(HttpStatusCode.OK) { Content = content, RequestMessage = request };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }

    /// <summary>A body that does something when it is read.</summary>
    private sealed class Breaking(Action<Stream> read) : HttpContent
    {
        public bool IsDisposed { get; private set; }

        protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) => read(stream);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            read(stream);
            return Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}

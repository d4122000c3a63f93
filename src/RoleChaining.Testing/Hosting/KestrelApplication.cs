using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RoleChaining.Testing;

/// <summary>What Kestrel calls for each request: the engine, with nothing between.</summary>
internal sealed class KestrelApplication(StsEngine engine, int bodyLimit, ControlService? control, CancellationToken stopping)
    : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (control is not null && ControlService.IsServedAt(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            await ControlAsync(control, context, linked.Token).ConfigureAwait(false);
            return;
        }

        Exchange exchange = engine.Begin(await KestrelTranslation.ReadAsync(context, bodyLimit, linked.Token).ConfigureAwait(false));
        try
        {
            await WaitingRoom.WaitAsync(exchange, engine.Clock.TimeProvider, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            engine.Abandon(exchange);
            context.Abort();
            return;
        }

        WireResponse response = engine.Complete(exchange);
        switch (exchange.Ending?.Kind)
        {
            case FaultKind.ConnectionReset:
                context.Abort();
                break;
            case FaultKind.StalledBody:
                await StallAsync(context, response, linked.Token).ConfigureAwait(false);
                break;
            default:
                await KestrelTranslation.WriteAsync(context, response, linked.Token).ConfigureAwait(false);
                break;
        }
    }

    private static async Task ControlAsync(ControlService control, HttpContext context, CancellationToken cancellationToken)
    {
        WireRequest request =
            await KestrelTranslation.ReadAsync(context, ControlService.BodyLimit, cancellationToken).ConfigureAwait(false);
        await KestrelTranslation.WriteAsync(context, control.Answer(request), cancellationToken).ConfigureAwait(false);
    }

    private static async Task StallAsync(HttpContext context, WireResponse response, CancellationToken cancellationToken)
    {
        await KestrelTranslation.WriteBeginningAsync(context, response, cancellationToken).ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }
}

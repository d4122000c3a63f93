using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace RoleChaining.Sts;

/// <summary>
/// Inside the AWS SDK's pipeline, just outside its signer: hands it the request's own signer, and notes the answer and both sides' clocks.
/// </summary>
internal sealed class ExchangeHandler : PipelineHandler
{
    public override void InvokeSync(IExecutionContext executionContext)
    {
        StsExchange exchange = Sign(executionContext);
        try
        {
            base.InvokeSync(executionContext);
        }
        catch (Exception e)
        {
            Note(exchange, executionContext, e);
            throw;
        }

        Note(exchange, executionContext, error: null);
    }

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        StsExchange exchange = Sign(executionContext);
        T response;
        try
        {
            response = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Note(exchange, executionContext, e);
            throw;
        }

        Note(exchange, executionContext, error: null);
        return response;
    }

    private static StsExchange Sign(IExecutionContext context)
    {
        StsExchange exchange = ((IStsRequest)context.RequestContext.OriginalRequest).Exchange;
        if (exchange.Signer is { } signer)
        {
            context.RequestContext.Identity = signer;
        }

        return exchange;
    }

    private static void Note(StsExchange exchange, IExecutionContext context, Exception? error)
    {
        IWebResponseData? response = (error?.InnerException as HttpErrorResponseException)?.Response
            ?? context.ResponseContext.HttpResponse;
        exchange.Host = context.RequestContext.Request.Endpoint?.Host;
        exchange.Response = error is null ? context.ResponseContext.Response : null;
        exchange.IsAnswered = response is not null;
        exchange.ServerTime = Parse(response?.GetHeaderValue("Date"), "r");
        if (context.RequestContext.Request.Headers.TryGetValue("X-Amz-Date", out string? signed))
        {
            exchange.SignedTime = Parse(signed, "yyyyMMdd'T'HHmmss'Z'");
        }
    }

    private static DateTimeOffset? Parse(string? time, string format) =>
        DateTimeOffset.TryParseExact(time, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed)
            ? parsed
            : null;
}

using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RoleChaining.Requests;

/// <summary>
/// Waits for a cold chain before anything of the SDK reads it: asynchronously, where an endpoint resolver would block the thread (DynamoDB
/// asks for the account), until the request is cancelled, which the SDK does not tell credentials, and outside its retries.
/// </summary>
internal sealed class ReadAheadHandler : PipelineHandler
{
    public override void InvokeSync(IExecutionContext executionContext)
    {
        (executionContext.RequestContext.Identity as ChainedAWSCredentials)?.GetCredentials();
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        IRequestContext request = executionContext.RequestContext;
        if (request.Identity is ChainedAWSCredentials chain
            && chain.GetCredentialsAsync(request.CancellationToken) is { IsCompletedSuccessfully: false } read)
        {
            return InvokeAfterAsync<T>(read, executionContext);
        }

        return base.InvokeAsync<T>(executionContext);
    }

    private async Task<T> InvokeAfterAsync<T>(Task read, IExecutionContext executionContext)
        where T : AmazonWebServiceResponse, new()
    {
        await read.ConfigureAwait(false);
        return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
    }
}

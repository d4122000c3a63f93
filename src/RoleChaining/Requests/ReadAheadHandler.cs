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
        if (executionContext.RequestContext.Identity is ChainedAWSCredentials or MinimumLifetimeCredentials)
        {
            ((AWSCredentials)executionContext.RequestContext.Identity).GetCredentials();
        }

        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        IRequestContext request = executionContext.RequestContext;
        Task<ImmutableCredentials>? read = request.Identity switch
        {
            ChainedAWSCredentials chain => chain.GetCredentialsAsync(request.CancellationToken),
            MinimumLifetimeCredentials view => view.GetCredentialsAsync(request.CancellationToken),
            _ => null,
        };
        return read is { IsCompletedSuccessfully: false }
            ? InvokeAfterAsync<T>(read, executionContext)
            : base.InvokeAsync<T>(executionContext);
    }

    private async Task<T> InvokeAfterAsync<T>(Task read, IExecutionContext executionContext)
        where T : AmazonWebServiceResponse, new()
    {
        await read.ConfigureAwait(false);
        return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
    }
}

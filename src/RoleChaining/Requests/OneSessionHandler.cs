using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace RoleChaining.Requests;

/// <summary>
/// Makes each try of a request with one session of its chain, the newest, and tries once more with another when the service rejects it.
/// </summary>
internal sealed class OneSessionHandler : PipelineHandler
{
    // A client has one chain as a rule, and a chain the same session for an hour.
    private SessionIdentity? _last;

    public override void InvokeSync(IExecutionContext executionContext)
    {
        IRequestContext request = executionContext.RequestContext;
        if (ChainOf(request) is not { } chain)
        {
            base.InvokeSync(executionContext);
            return;
        }

        SessionIdentity signer = Pin(request, chain, chain.GetCredentials());
        AmazonServiceException rejection;
        try
        {
            base.InvokeSync(executionContext);
            return;
        }
        catch (AmazonServiceException e) when (SessionRejection.MayBe(e, request, signer))
        {
            if (!SessionRejection.IsWorthAnotherTry(e, request, signer))
            {
                throw;
            }

            rejection = e;
        }

        PinAnother(request, chain, chain.GetCredentials(), signer, rejection);
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext) =>
        ChainOf(executionContext.RequestContext) is { } chain
            ? InvokeWithOneSessionAsync<T>(executionContext, chain)
            : base.InvokeAsync<T>(executionContext);

    private async Task<T> InvokeWithOneSessionAsync<T>(IExecutionContext executionContext, ChainedAWSCredentials chain)
        where T : AmazonWebServiceResponse, new()
    {
        IRequestContext request = executionContext.RequestContext;
        SessionIdentity signer = Pin(request, chain, await chain.GetCredentialsAsync(request.CancellationToken).ConfigureAwait(false));
        AmazonServiceException rejection;
        try
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (SessionRejection.MayBe(e, request, signer))
        {
            if (!SessionRejection.IsWorthAnotherTry(e, request, signer))
            {
                throw;
            }

            rejection = e;
        }

        ImmutableCredentials another = await chain.GetCredentialsAsync(request.CancellationToken).ConfigureAwait(false);
        PinAnother(request, chain, another, signer, rejection);
        return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
    }

    private static ChainedAWSCredentials? ChainOf(IRequestContext request) => request.Identity switch
    {
        ChainedAWSCredentials chain => chain,
        MinimumLifetimeCredentials view => view.Chain,
        SessionIdentity earlierTry => earlierTry.Chain,
        _ => null,
    };

    /// <summary>
    /// A rejected request is not made with the same session again, which the chain may still serve to others while STS fails.
    /// </summary>
    private void PinAnother(
        IRequestContext request, ChainedAWSCredentials chain, ImmutableCredentials session, SessionIdentity rejected, AmazonServiceException rejection)
    {
        if (session.AccessKey == rejected.AccessKeyId)
        {
            throw chain.LastFailure ?? (Exception)rejection;
        }

        Pin(request, chain, session);
    }

    private SessionIdentity Pin(IRequestContext request, ChainedAWSCredentials chain, ImmutableCredentials session)
    {
        if (request.Identity is SessionIdentity earlierTry && earlierTry.Is(chain, session))
        {
            return earlierTry;
        }

        SessionIdentity? signer = _last;
        if (signer is null || !signer.Is(chain, session))
        {
            _last = signer = new SessionIdentity(chain, session);
        }

        request.Identity = signer;

        // Or else only S3 signs a retry anew.
        request.IsSigned = false;
        if (!session.UseToken)
        {
            // Of an earlier try; the SDK replaces it, but never takes it away.
            request.Request.Headers.Remove(HeaderKeys.XAmzSecurityTokenHeader);
        }

        return signer;
    }
}

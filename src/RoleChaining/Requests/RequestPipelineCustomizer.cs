using Amazon.Runtime;
using Amazon.Runtime.Internal;
using RoleChaining.Sts;

namespace RoleChaining.Requests;

/// <summary>Adds the handlers to the pipeline of every client the AWS SDK builds, without those of the chains themselves.</summary>
internal sealed class RequestPipelineCustomizer : IRuntimePipelineCustomizer
{
    public string UniqueName => "RoleChaining.Requests";

    public void Customize(Type type, RuntimePipeline pipeline)
    {
        if (type == typeof(StsClient))
        {
            return; // the chain's own calls are signed by one session, and never by a chain
        }

        List<IPipelineHandler> handlers = pipeline.Handlers;

        // The identity is known from the auth scheme handler on; the service's endpoint resolver comes next and may read it.
        Insert(new ReadAheadHandler(), after: handlers.Find(handler => handler is BaseAuthResolverHandler));

        // Inside the SDK's retries, so that every try takes the newest session, and outside whatever reads or signs.
        Insert(new OneSessionHandler(), after: handlers.Find(handler => handler is RetryHandler));
    }

    // RuntimePipeline.AddHandlerAfter looks for an exact type, and each service has auth scheme handlers of its own.
    private static void Insert(PipelineHandler handler, IPipelineHandler? after)
    {
        if (after?.InnerHandler is not { } inner)
        {
            return;
        }

        (handler.OuterHandler, handler.InnerHandler) = (after, inner);
        after.InnerHandler = handler;
        inner.OuterHandler = handler;
    }
}

using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SecurityToken.Model.Internal.MarshallTransformations;

namespace RoleChaining.Sts;

/// <summary>
/// The AWS SDK's STS client with two additions. One client serves any number of signers, because the signer travels on the request, and so
/// does the answer. A synchronous call stays on its thread.
/// </summary>
internal sealed class StsClient(AmazonSecurityTokenServiceConfig config)
    // Never null, which would consult the default credentials: https://github.com/aws/aws-sdk-net/issues/1493
    : AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), config)
{
    // Made for each call: a process that starts makes one kind of call, and would pay for all of them.
    private static InvokeOptions AssumeRole => new()
    {
        RequestMarshaller = AssumeRoleRequestMarshaller.Instance,
        ResponseUnmarshaller = AssumeRoleResponseUnmarshaller.Instance,
    };

    private static InvokeOptions AssumeRoleWithWebIdentity => new()
    {
        RequestMarshaller = AssumeRoleWithWebIdentityRequestMarshaller.Instance,
        ResponseUnmarshaller = AssumeRoleWithWebIdentityResponseUnmarshaller.Instance,
    };

    private static InvokeOptions GetCallerIdentity => new()
    {
        RequestMarshaller = GetCallerIdentityRequestMarshaller.Instance,
        ResponseUnmarshaller = GetCallerIdentityResponseUnmarshaller.Instance,
    };

    public Task AssumeRoleAsync(SignedAssumeRoleRequest request, bool async, CancellationToken cancellationToken) =>
        SendAsync<AssumeRoleResponse>(request, AssumeRole, async, cancellationToken);

    public Task AssumeRoleWithWebIdentityAsync(UnsignedWebIdentityRequest request, bool async, CancellationToken cancellationToken) =>
        SendAsync<AssumeRoleWithWebIdentityResponse>(request, AssumeRoleWithWebIdentity, async, cancellationToken);

    public Task GetCallerIdentityAsync(SignedGetCallerIdentityRequest request, bool async, CancellationToken cancellationToken) =>
        SendAsync<GetCallerIdentityResponse>(request, GetCallerIdentity, async, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<RetryHandler>(new ExchangeHandler());
    }

    private Task SendAsync<T>(AmazonWebServiceRequest request, InvokeOptions options, bool async, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse, new()
    {
        if (async)
        {
            return InvokeAsync<T>(request, options, cancellationToken);
        }

        using (BudgetHandler.BoundThisThread(cancellationToken))
        {
            Invoke<T>(request, options);
            return Task.CompletedTask;
        }
    }
}

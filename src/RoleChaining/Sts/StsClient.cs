using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SecurityToken.Model.Internal.MarshallTransformations;

namespace RoleChaining.Sts;

/// <summary>
/// The AWS SDK's STS client with two additions. One client serves any number of signers, because the signer travels on the request. A
/// synchronous call stays on its thread.
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

    public ValueTask<AssumeRoleResponse> AssumeRoleAsync(SignedAssumeRoleRequest request, bool async, CancellationToken cancellationToken)
        =>
        SendAsync<AssumeRoleResponse>(request, AssumeRole, async, cancellationToken);

    public ValueTask<AssumeRoleWithWebIdentityResponse> AssumeRoleWithWebIdentityAsync(
        UnsignedWebIdentityRequest request, bool async, CancellationToken cancellationToken) =>
        SendAsync<AssumeRoleWithWebIdentityResponse>(request, AssumeRoleWithWebIdentity, async, cancellationToken);

    public ValueTask<GetCallerIdentityResponse> GetCallerIdentityAsync(
        SignedGetCallerIdentityRequest request, bool async, CancellationToken cancellationToken) =>
        SendAsync<GetCallerIdentityResponse>(request, GetCallerIdentity, async, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<RetryHandler>(new ExchangeHandler());
    }

    private ValueTask<T> SendAsync<T>(
        AmazonWebServiceRequest request, InvokeOptions options, bool async, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse, new()
    {
        if (async)
        {
            return new ValueTask<T>(InvokeAsync<T>(request, options, cancellationToken));
        }

        using (BudgetHandler.BoundThisThread(cancellationToken))
        {
            return ValueTask.FromResult(Invoke<T>(request, options));
        }
    }
}

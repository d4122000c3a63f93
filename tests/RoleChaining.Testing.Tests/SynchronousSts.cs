using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SecurityToken.Model.Internal.MarshallTransformations;

namespace RoleChaining.Testing;

/// <summary>The SDK's client with its synchronous way in, which it keeps protected.</summary>
internal sealed class SynchronousSts(LocalSts sts, AWSCredentials credentials) : AmazonSecurityTokenServiceClient(credentials, Point(sts))
{
    public AssumeRoleResponse AssumeRole(AssumeRoleRequest request) => Invoke<AssumeRoleResponse>(request, new InvokeOptions
    {
        RequestMarshaller = AssumeRoleRequestMarshaller.Instance,
        ResponseUnmarshaller = AssumeRoleResponseUnmarshaller.Instance,
    });

    private static AmazonSecurityTokenServiceConfig Point(LocalSts sts)
    {
        AmazonSecurityTokenServiceConfig config = new() { MaxErrorRetry = 0 };
        sts.Configure(config);
        return config;
    }
}

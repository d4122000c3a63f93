using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

internal sealed class SignedAssumeRoleRequest(StsExchange exchange) : AssumeRoleRequest, IStsRequest
{
    public StsExchange Exchange { get; } = exchange;
}

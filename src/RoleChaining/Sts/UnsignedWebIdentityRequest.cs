using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

internal sealed class UnsignedWebIdentityRequest(StsExchange exchange) : AssumeRoleWithWebIdentityRequest, IStsRequest
{
    public StsExchange Exchange { get; } = exchange;
}

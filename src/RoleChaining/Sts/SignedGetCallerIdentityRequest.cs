using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

internal sealed class SignedGetCallerIdentityRequest(StsExchange exchange) : GetCallerIdentityRequest, IStsRequest
{
    public StsExchange Exchange { get; } = exchange;
}

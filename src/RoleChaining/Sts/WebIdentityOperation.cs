using System.Diagnostics.CodeAnalysis;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

/// <summary>An AssumeRoleWithWebIdentity, which nobody signs.</summary>
internal sealed class WebIdentityOperation : StsOperation
{
    private readonly WebIdentityCall _call;

    [SetsRequiredMembers]
    public WebIdentityOperation(WebIdentityCall call)
    {
        _call = call;
        HopNumber = 0;
        RoleArn = call.RoleArn.ToString();
        SessionName = call.SessionName;
        LimitKey = call.LimitKey;
        Duration = call.Duration ?? RoleChainDefaults.Duration;
    }

    public override StsExchange CreateExchange() => new(signer: null);

    public override async ValueTask<StsReply> SendAsync(
        StsClient client, string? mfaCode, StsExchange exchange, bool async, CancellationToken cancellationToken)
    {
        var request = new UnsignedWebIdentityRequest(exchange)
        {
            RoleArn = RoleArn,
            RoleSessionName = SessionName,
            WebIdentityToken = _call.Token,
            DurationSeconds = (int?)_call.Duration?.TotalSeconds,
        };
        AssumeRoleWithWebIdentityResponse response =
            await client.AssumeRoleWithWebIdentityAsync(request, async, cancellationToken).ConfigureAwait(false);
        return new StsReply(
            response.Credentials, response.AssumedRoleUser, response.SourceIdentity, response.ResponseMetadata?.RequestId, exchange.ServerTime);
    }
}

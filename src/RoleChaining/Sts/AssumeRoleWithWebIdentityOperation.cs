using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

/// <summary>An AssumeRoleWithWebIdentity. It is not signed: the token alone says who calls.</summary>
internal sealed class AssumeRoleWithWebIdentityOperation : StsOperation
{
    /// <summary>The identity provider's token: a secret.</summary>
    public required string Token { get; init; }

    /// <summary>What is sent; <see langword="null"/> leaves the duration to STS.</summary>
    public TimeSpan? RequestedDuration { get; init; }

    public override string Name => "AssumeRoleWithWebIdentity";

    public override string? WebIdentityRole => RoleArn;

    public override IEnumerable<string> Secrets => [Token];

    public override StsExchange CreateExchange(string region, DateTimeOffset sentAt) => new(signer: null, region, sentAt);

    public override async ValueTask<RoleSession> SendAsync(
        StsClient client, StsExchange exchange, string? mfaCode, bool async, CancellationToken cancellationToken)
    {
        var request = new UnsignedWebIdentityRequest(exchange)
        {
            RoleArn = RoleArn,
            RoleSessionName = SessionName,
            WebIdentityToken = Token,
            DurationSeconds = (int?)RequestedDuration?.TotalSeconds,
        };
        AssumeRoleWithWebIdentityResponse response =
            await client.AssumeRoleWithWebIdentityAsync(request, async, cancellationToken).ConfigureAwait(false);
        return RoleSessionReader.Read(
            this, exchange, response.Credentials, response.AssumedRoleUser, response.SourceIdentity, response.ResponseMetadata?.RequestId);
    }
}

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

    public override Task SendAsync(
        StsClient client, StsExchange exchange, string? mfaCode, bool async, CancellationToken cancellationToken)
    {
        UnsignedWebIdentityRequest request = new(exchange)
        {
            RoleArn = RoleArn,
            RoleSessionName = SessionName,
            WebIdentityToken = Token,
            DurationSeconds = (int?)RequestedDuration?.TotalSeconds,
        };
        return client.AssumeRoleWithWebIdentityAsync(request, async, cancellationToken);
    }

    public override RoleSession Read(StsExchange exchange)
    {
        AssumeRoleWithWebIdentityResponse? response = exchange.Response as AssumeRoleWithWebIdentityResponse;
        return RoleSessionReader.Read(this, exchange, response?.Credentials, response?.AssumedRoleUser, response?.SourceIdentity);
    }
}

using System.Diagnostics.CodeAnalysis;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

/// <summary>
/// Asks STS whose a session is. The answer is the same session with the ARN that STS gave. See
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</see>, which needs no
/// permission.
/// </summary>
internal sealed class GetCallerIdentityOperation : StsOperation
{
    private readonly RoleSession _session;
    private readonly SnapshotCredentials _signer;

    /// <param name="hop">The hop of the session; <see langword="null"/> for the source's.</param>
    /// <param name="session">The session; where it is a hop's and has its ARN, STS must show the same.</param>
    /// <param name="called">The hop whose STS is asked; <see langword="null"/> where the chain has none.</param>
    [SetsRequiredMembers]
    public GetCallerIdentityOperation(RoleHop? hop, RoleSession session, RoleHop? called)
    {
        _session = session;
        (Partition, Region) = (called?.RoleArn.Partition, called?.Region);
        _signer = new SnapshotCredentials(session.Credentials);
        Hop = hop;
        ChainName = hop?.ChainName ?? "";
        RoleArn = hop?.RoleArn.ToString() ?? "the source";
        SessionName = hop?.SessionName ?? "";
        AccountKey = hop?.RoleArn.AccountId ?? session.Credentials.AccountId ?? session.Credentials.AccessKey;
        Duration = TimeSpan.Zero;
        CallerAccessKeyId = session.Credentials.AccessKey;
        Origin = session.Origin;
    }

    public override string? Partition { get; }

    public override string? Region { get; }

    public override string Name => "GetCallerIdentity";

    public override bool IssuesSession => false;

    public override bool NeedsMfaCode => false;

    public override StsExchange CreateExchange(string region, DateTimeOffset sentAt) => new(_signer, region, sentAt);

    public override Task SendAsync(
        StsClient client, StsExchange exchange, string? mfaCode, bool async, CancellationToken cancellationToken) =>
        client.GetCallerIdentityAsync(new SignedGetCallerIdentityRequest(exchange), async, cancellationToken);

    public override RoleSession Read(StsExchange exchange)
    {
        string? requestId = exchange.RequestId;
        if (exchange.Response is not GetCallerIdentityResponse { Arn: { Length: > 0 } arn })
        {
            throw Unavailable($"STS in {exchange.Region} answered without an identity (request {requestId}).");
        }

        return Hop is null || _session.AssumedRoleArn is null || arn == _session.AssumedRoleArn
            ? new RoleSession(_session.Credentials, _session.IssuedAt, _session.HasKnownExpiry ? _session.ExpiresAt : null)
            {
                AssumedRoleArn = arn,
                SourceIdentity = _session.SourceIdentity,
                RequestId = requestId,
                Origin = Origin,
                ClockOffset = StsClockOffset.Compute(exchange),
            }
            : throw Unavailable($"STS in {exchange.Region} shows the session of {_session.AssumedRoleArn} as {arn} (request {requestId}).");
    }
}

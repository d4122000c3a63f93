using System.Diagnostics.CodeAnalysis;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

/// <summary>The AssumeRole of one hop, signed by its caller.</summary>
internal sealed class AssumeRoleOperation : StsOperation
{
    private readonly RoleHop _hop;
    private readonly SnapshotCredentials _signer;

    [SetsRequiredMembers]
    public AssumeRoleOperation(RoleHop hop, StsCaller caller)
    {
        _hop = hop;
        _signer = new SnapshotCredentials(caller.Credentials);
        HopNumber = hop.Number;
        RoleArn = hop.RoleArn.ToString();
        SessionName = hop.SessionName;
        LimitKey = caller.LimitKey;
        Duration = hop.Duration ?? RoleChainDefaults.Duration;
        Region = hop.Region;
        SourceAccessKeyId = caller.Credentials.AccessKey;
    }

    public override async ValueTask<string?> PrepareAsync(bool async, CancellationToken cancellationToken) =>
        _hop.MfaTokenProvider is { } provider
            ? await MfaCode.AskAsync(provider, async, cancellationToken).ConfigureAwait(false)
            : null;

    public override StsExchange CreateExchange() => new(_signer);

    public override async ValueTask<StsReply> SendAsync(
        StsClient client, string? mfaCode, StsExchange exchange, bool async, CancellationToken cancellationToken)
    {
        SignedAssumeRoleRequest request = CreateRequest(mfaCode, exchange);
        AssumeRoleResponse response = await client.AssumeRoleAsync(request, async, cancellationToken).ConfigureAwait(false);
        return new StsReply(
            response.Credentials, response.AssumedRoleUser, response.SourceIdentity, response.ResponseMetadata?.RequestId, exchange.ServerTime);
    }

    /// <summary>The AWS SDK leaves out what is <see langword="null"/>.</summary>
    private SignedAssumeRoleRequest CreateRequest(string? mfaCode, StsExchange exchange) => new(exchange)
    {
        RoleArn = RoleArn,
        RoleSessionName = SessionName,
        DurationSeconds = (int?)_hop.Duration?.TotalSeconds,
        ExternalId = _hop.ExternalId,
        SourceIdentity = _hop.SourceIdentity,
        Policy = _hop.Policy,
        PolicyArns = ListOrNull(_hop.PolicyArns, arn => new PolicyDescriptorType { Arn = arn }),
        Tags = ListOrNull(_hop.Tags, tag => new Tag { Key = tag.Key, Value = tag.Value }),
        TransitiveTagKeys = ListOrNull(_hop.Tags.Where(tag => tag.Transitive), tag => tag.Key),
        ProvidedContexts = ListOrNull(_hop.ProvidedContexts, context => context),
        SerialNumber = _hop.MfaSerialNumber,
        TokenCode = mfaCode,
    };

    private static List<TOut>? ListOrNull<TIn, TOut>(IEnumerable<TIn> values, Func<TIn, TOut> convert)
    {
        List<TOut> list = [.. values.Select(convert)];
        return list.Count == 0 ? null : list;
    }
}

using System.Diagnostics.CodeAnalysis;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Sts;

/// <summary>The AssumeRole of one hop, signed by its caller.</summary>
internal sealed class AssumeRoleOperation : StsOperation
{
    private readonly RoleHop _hop;
    private readonly IReadOnlyList<ProvidedContext> _contexts;
    private readonly SnapshotCredentials _signer;

    [SetsRequiredMembers]
    public AssumeRoleOperation(RoleHop hop, StsCaller caller, IReadOnlyList<ProvidedContext>? contexts = null)
    {
        _hop = hop;
        _contexts = contexts ?? hop.ProvidedContexts;
        ChainName = hop.ChainName;
        _signer = new SnapshotCredentials(caller.Credentials);
        Hop = hop;
        RoleArn = hop.RoleArn.ToString();
        SessionName = hop.SessionName;
        AccountKey = caller.AccountKey;
        Duration = hop.Duration ?? RoleChainDefaults.Duration;
        CallerAccessKeyId = caller.Credentials.AccessKey;
        Origin = caller.Origin;
    }

    public override string Name => "AssumeRole";

    public override IEnumerable<string> Secrets => _contexts.Select(context => context.ContextAssertion);

    public override StsExchange CreateExchange(string region, DateTimeOffset sentAt) => new(_signer, region, sentAt);

    public override Task SendAsync(
        StsClient client, StsExchange exchange, string? mfaCode, bool async, CancellationToken cancellationToken) =>
        client.AssumeRoleAsync(CreateRequest(exchange, mfaCode), async, cancellationToken);

    public override RoleSession Read(StsExchange exchange)
    {
        AssumeRoleResponse? response = exchange.Response as AssumeRoleResponse;
#pragma warning disable CS0618 // the SDK names a replacement, which AWS does not document and does not send yet
        exchange.PackedPolicySize = response?.PackedPolicySize;
#pragma warning restore CS0618
        return RoleSessionReader.Read(this, exchange, response?.Credentials, response?.AssumedRoleUser, response?.SourceIdentity);
    }

    /// <summary>The AWS SDK leaves out what is <see langword="null"/>.</summary>
    private SignedAssumeRoleRequest CreateRequest(StsExchange exchange, string? mfaCode) => new(exchange)
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
        ProvidedContexts = ListOrNull(_contexts, context => context),
        SerialNumber = _hop.MfaSerialNumber,
        TokenCode = mfaCode,
    };

    private static List<TOut>? ListOrNull<TIn, TOut>(IEnumerable<TIn> values, Func<TIn, TOut> convert)
    {
        List<TOut> list = [.. values.Select(convert)];
        return list.Count == 0 ? null : list;
    }
}

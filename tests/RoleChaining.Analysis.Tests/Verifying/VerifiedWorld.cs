using System.Text.RegularExpressions;
using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Verifying;

/// <summary>Alice, a hub and a production role with an external id and an inherited tag, on a local STS in memory.</summary>
internal sealed partial class VerifiedWorld : IAsyncDisposable
{
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";

    private const string Everything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    public VerifiedWorld()
    {
        Alice = Sts.AddUser("111111111111", "alice");
        Source = Alice.Credentials;
        Sts.AddRole(Hub, Trust("arn:aws:iam::111111111111:root"), Everything, TimeSpan.FromHours(4));
        ProductionRole = Sts.AddRole(Production, Trust(Hub, externalId: "orders-7"), Everything, TimeSpan.FromHours(12));
    }

    public LocalSts Sts { get; } = LocalSts.CreateInMemory();

    public LocalUser Alice { get; }

    public LocalRole ProductionRole { get; }

    public AWSCredentials Source { get; set; }

    public List<VerifiedHop> Seen { get; } = [];

    public static string Trust(
        string principal, string? externalId = null, string actions = "\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"")
    {
        string condition = externalId is null ? "" : $$$"""
            "Condition":{"StringEquals":{"sts:ExternalId":"{{{externalId}}}"}},
            """;
        return $$$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow",{{{condition}}} "Principal":{"AWS":"{{{principal}}}"},"Action":[{{{actions}}}]}}
            """;
    }

    public RoleChainBuilder Chain() => new RoleChainBuilder()
        .WithSource(Source)
        .WithRegion("eu-west-1")
        .AssumeRole(Hub, hop =>
        {
            hop.SessionName = "orders";
            hop.SourceIdentity = "alice";
            hop.Tags.Add("Team", "alpha", transitive: true);
        })
        .AssumeRole(Production, hop => (hop.SessionName, hop.ExternalId) = ("orders", "orders-7"))
        .WithRetry(retry => (retry.MaxAttempts, retry.BaseDelay, retry.MaxDelay) = (2, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)))
        .WithStsClientConfig(Sts.Configure);

    public async Task<VerifyReport> VerifyAsync(VerifyOptions? options = null)
    {
        using ChainedAWSCredentials credentials = Chain().Build();
        return await credentials.VerifyAsync(options ?? new(), new Seeing(Seen), TestContext.Current.CancellationToken);
    }

    /// <summary>What is printed, without what differs from run to run.</summary>
    public static string Print(VerifyReport report, int? width)
    {
        VerifyText text = new(report.Chain, width);
        IEnumerable<string> lines = [text.Header, .. report.Hops.SelectMany(text.Lines), .. text.End(report)];
        string printed = string.Join('\n', lines);
        printed = RequestId().Replace(printed, "REQUEST-ID");
        printed = KeyId().Replace(printed, "KEY-ID");
        return Latency().Replace(printed, "     N ms");
    }

    public ValueTask DisposeAsync() => Sts.DisposeAsync();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RequestId();

    [GeneratedRegex("A[KS]IA[A-Z0-9]{16}")]
    private static partial Regex KeyId();

    [GeneratedRegex(" {2,}[0-9]+ ms")]
    private static partial Regex Latency();

    private sealed class Seeing(List<VerifiedHop> seen) : IProgress<VerifiedHop>
    {
        public void Report(VerifiedHop value) => seen.Add(value);
    }
}

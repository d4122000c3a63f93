using System.Text.RegularExpressions;
using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Verifying;

/// <summary>Alice, a hub and a production role with an external id and an inherited tag, on a local STS in memory.</summary>
internal sealed partial class VerifiedWorld : IAsyncDisposable
{
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    public const string Everything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    public VerifiedWorld()
    {
        Alice = Sts.AddUser("111111111111", "alice");
        Source = Alice.Credentials;
        HubRole = Sts.AddRole(Hub, Trust("arn:aws:iam::111111111111:root"), Everything, TimeSpan.FromHours(4));
        ProductionRole = Sts.AddRole(Production, Trust(Hub, externalId: "orders-7"), Everything, TimeSpan.FromHours(12));
    }

    public LocalSts Sts { get; } = LocalSts.CreateInMemory();

    public LocalUser Alice { get; }

    public LocalRole HubRole { get; }

    public LocalRole ProductionRole { get; }

    public AWSCredentials Source { get; set; }

    public Reports<VerifiedHop> Seen { get; } = new();

    public IEnumerable<StsCall> Assumes => Sts.Calls.Where(call => call.Action == "AssumeRole");

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

    public RoleChainBuilder Chain(Action<RoleHopOptions>? hub = null) => new RoleChainBuilder()
        .WithSource(Source)
        .WithRegion("eu-west-1")
        .AssumeRole(Hub, hop =>
        {
            hop.SessionName = "orders";
            hop.SourceIdentity = "alice";
            hop.Tags.Add("Team", "alpha", transitive: true);
            hub?.Invoke(hop);
        })
        .AssumeRole(Production, hop => (hop.SessionName, hop.ExternalId) = ("orders", "orders-7"))
        .WithRetry(retry => (retry.MaxAttempts, retry.BaseDelay, retry.MaxDelay) = (2, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)))
        .WithStsClientConfig(Sts.Configure);

    public async Task<VerifyReport> VerifyAsync(VerifyOptions? options = null, Action<RoleHopOptions>? hub = null)
    {
        using ChainedAWSCredentials credentials = Chain(hub).Build();
        return await credentials.VerifyAsync(options ?? new(), Seen, TestContext.Current.CancellationToken);
    }

    /// <summary>What is printed, without what differs from run to run.</summary>
    public static string Print(VerifyReport report, int? width)
    {
        string printed = string.Join('\n', new VerifyText(report.Chain, width).All(report));
        printed = RequestId().Replace(printed, new Guid().ToString());
        printed = HostNumber().Replace(printed, "sts.local");
        printed = TenMinutes().Replace(printed, "10m");
        return Latency().Replace(printed, match => "N ms".PadLeft(match.Length));
    }

    public ValueTask DisposeAsync() => Sts.DisposeAsync();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"sts-\d+\.local")]
    private static partial Regex HostNumber();

    /// <summary>STS tells its time in whole seconds.</summary>
    [GeneratedRegex("9m5[89]s|10m1s")]
    private static partial Regex TenMinutes();

    [GeneratedRegex(" {1,8}[0-9]+ ms")]
    private static partial Regex Latency();
}

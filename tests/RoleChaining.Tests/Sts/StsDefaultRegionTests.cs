using Amazon;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Diagnostics;
using RoleChaining.Planning;
using RoleChaining.Sources;

namespace RoleChaining.Sts;

/// <summary>Sets the AWS SDK's region for the process, so nothing may run beside it.</summary>
[Collection(Alone.Name)]
public sealed class StsDefaultRegionTests : IDisposable
{
    private readonly string? _before = AWSConfigs.AWSRegion;
    private readonly SomeSts _sts = new();
    private readonly Variables _variables = new();

    public StsDefaultRegionTests()
    {
        _variables["AWS_EC2_METADATA_DISABLED"] = "true";
        AWSConfigs.AWSRegion = "af-south-1";
        FallbackRegionFactory.Reset();
    }

    public void Dispose()
    {
        AWSConfigs.AWSRegion = _before;
        _variables.Dispose();
    }

    [Fact]
    public async Task Without_a_region_the_AWS_SDKs_own_is_found_when_it_is_needed()
    {
        var gateway = new StsGateway(_sts.Settings with { Region = null, FailoverRegions = ["eu-west-1"] });
        _sts.Stub.Answer = call => call.Region == "af-south-1" ? StsStub.Reset() : _sts.Stub.Ok();

        await gateway.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), false, async: true, TestContext.Current.CancellationToken);

        Assert.Equal(["af-south-1", "eu-west-1"], _sts.Stub.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task A_hop_with_a_region_needs_no_other()
    {
        _sts.Stub.Answer = _ => StsStub.Reset();
        var gateway = new StsGateway(_sts.Settings with { Region = null });
        var hop = new RoleHop { Number = 1, RoleArn = SomeSts.Hub.RoleArn, SessionName = "session", RequiredActions = [], Region = "eu-central-1" };

        await Assert.ThrowsAsync<HopFailedException>(() => gateway.IssueAsync(new AssumeRoleOperation(hop, SomeSts.Alice), true, async: true, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal("eu-central-1", Assert.Single(_sts.Stub.Calls).Region);
    }

    [Fact]
    public async Task The_region_of_the_applications_own_finder_goes_before_the_AWS_SDKs()
    {
        await CallAsync(_sts.Settings with { Region = null, FindDefaultRegion = () => "eu-north-1" });
        await CallAsync(_sts.Settings with { Region = null, FindDefaultRegion = () => null });

        Assert.Equal(["eu-north-1", "af-south-1"], _sts.Stub.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task A_region_that_was_found_is_for_hops_without_one()
    {
        var gateway = new StsGateway(_sts.Settings with { Region = null });
        await CallAsync(gateway);
        _sts.Stub.Answer = _ => StsStub.Reset();
        var hop = new RoleHop { Number = 1, RoleArn = SomeSts.Hub.RoleArn, SessionName = "session", RequiredActions = [], Region = "eu-central-1" };

        await Assert.ThrowsAsync<HopFailedException>(() => CallAsync(gateway, hop));

        Assert.Equal(["af-south-1", "eu-central-1"], _sts.Stub.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task Settings_that_are_complete_leave_the_region_to_the_partition()
    {
        var log = new FakeLogger();

        await CallAsync(_sts.Settings with { Region = null, Client = new StsClientSettings { IsComplete = true }, ChainName = "orders", Logger = log });

        Assert.Equal("us-east-1", Assert.Single(_sts.Stub.Calls).Region);
        FakeLogRecord record = Assert.Single(log.Collector.GetSnapshot(), record => record.Id.Id == 105);
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Equal("No region is set for chain orders, so STS is asked in us-east-1, the default of aws; set its Region or AWS_REGION", record.Message);
    }

    [Theory]
    [InlineData("aws-cn", "cn-north-1")]
    [InlineData("aws-us-gov", "us-gov-west-1")]
    [InlineData("aws-of-tomorrow", null)]
    public async Task The_default_is_the_partitions(string partition, string? region)
    {
        var hop = new RoleHop { Number = 1, RoleArn = RoleArn.Parse($"arn:{partition}:iam::222222222222:role/Hub"), SessionName = "session", RequiredActions = [] };

        var e = (HopFailedException?)await Record.ExceptionAsync(() => CallAsync(new StsGateway(_sts.Settings with { Region = null, Client = new StsClientSettings { IsComplete = true } }), hop));

        if (region is not null)
        {
            Assert.Equal(region, Assert.Single(_sts.Stub.Calls).Region);
            return;
        }

        Assert.Equal((RoleChainFailure.InvalidRequest, false), (e!.Failure.Kind, e.Failure.IsTransient));
        Assert.Equal($"No region is set, and {partition} has no default.", e.Failure.Message);
    }

    [Theory]
    [InlineData(null, "The region that the AWS SDK finds is cn-north-1, a region of partition aws-cn, but the role is in aws.")]
    [InlineData("eu-west-1", "The region that the AWS SDK finds is cn-north-1, a region of partition aws-cn, but the role is in aws.")]
    [InlineData("cn-north-1", "AWS_REGION is cn-north-1, a region of partition aws-cn, but the role is in aws.")]
    public async Task A_region_of_another_partition_is_told_by_where_it_is_set(string? variable, string message)
    {
        _variables["AWS_REGION"] = variable;

        var e = await Assert.ThrowsAsync<HopFailedException>(() => CallAsync(_sts.Settings with { Region = null, FindDefaultRegion = () => "cn-north-1" }));

        Assert.Equal((RoleChainFailure.InvalidRequest, false, message), (e.Failure.Kind, e.Failure.IsTransient, e.Failure.Message));
        Assert.Empty(_sts.Stub.Calls);
    }

    [Fact]
    public async Task What_the_AWS_SDK_says_of_a_region_that_it_cannot_find_is_told()
    {
        var e = await Assert.ThrowsAsync<HopFailedException>(() => CallAsync(_sts.Settings with { Region = null, FindDefaultRegion = () => throw new AmazonClientException("no such profile") }));

        Assert.Equal((RoleChainFailure.Unknown, false), (e.Failure.Kind, e.Failure.IsTransient));
        Assert.StartsWith("The AWS SDK found no region: ", e.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("no such profile", e.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, "sts.af-south-1.")]
    [InlineData(true, null, null)]
    [InlineData(true, "https://sts.example.com", "sts.example.com")]
    public void The_address_is_known_where_the_region_is_or_the_settings_say_one(bool isComplete, string? endpoint, string? host)
    {
        Uri? address = new StsGateway(_sts.Settings with { Region = null, Client = new StsClientSettings { IsComplete = isComplete, Endpoint = endpoint } }).FindAddress(SomeSts.Hub);

        Assert.StartsWith(host ?? "", address?.Host ?? "", StringComparison.Ordinal);
        Assert.Equal(host is null, address is null);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_the_environment_says_of_endpoints_counts_unless_the_settings_are_complete(bool isComplete, bool counts)
    {
        _variables["AWS_ENDPOINT_URL"] = "https://all.example.com";
        _variables["AWS_ENDPOINT_URL_STS"] = "https://sts.example.com";
        _variables["AWS_USE_FIPS_ENDPOINT"] = "true";
        _variables["AWS_USE_DUALSTACK_ENDPOINT"] = "true";
        var client = new StsClientSettings { IsComplete = isComplete };

        string?[] place = [.. new StsGateway(_sts.Settings with { Client = client }).Place];
        Assert.Equal(counts ? ["https://sts.example.com", "https://all.example.com"] : [null, null], place[^2..]);

        _variables["AWS_ENDPOINT_URL"] = _variables["AWS_ENDPOINT_URL_STS"] = null;
        var config = new StsEndpointKey("eu-west-1", client, null, _sts.Clock).CreateConfig();
        Assert.Equal((counts, counts), (config.UseFIPSEndpoint, config.UseDualstackEndpoint));
    }

    private static Task<RoleSession> CallAsync(StsSettings settings) => CallAsync(new StsGateway(settings));

    private static Task<RoleSession> CallAsync(StsGateway gateway, RoleHop? hop = null) =>
        gateway.IssueAsync(new AssumeRoleOperation(hop ?? SomeSts.Hub, SomeSts.Alice), true, async: true, TestContext.Current.CancellationToken).AsTask();
}

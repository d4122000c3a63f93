using Amazon;
using Amazon.Runtime;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>Sets the AWS SDK's region for the process, so nothing may run beside it.</summary>
[Collection(Alone.Name)]
public sealed class StsDefaultRegionTests : IDisposable
{
    private readonly string? _before = AWSConfigs.AWSRegion;
    private readonly SomeSts _sts = new();

    public StsDefaultRegionTests()
    {
        AWSConfigs.AWSRegion = "af-south-1";
        FallbackRegionFactory.Reset();
    }

    public void Dispose()
    {
        AWSConfigs.AWSRegion = _before;
        FallbackRegionFactory.Reset();
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
}

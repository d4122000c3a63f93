using System.Net;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

public sealed class StsRegionTests
{
    private readonly SomeSts _sts = new() { FailoverRegions = ["eu-central-1", "eu-west-1", "us-east-1"] };

    private string[] Asked => [.. _sts.Stub.Calls.Select(call => call.Region)];

    private void EuWestAnswers(Func<HttpResponseMessage> answer) => _sts.Stub.Answer = call => call.Region == "eu-west-1" ? answer() : _sts.Stub.Ok();

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_region_that_is_out_of_reach_or_failing_or_disabled_is_passed_over_at_once(bool async)
    {
        foreach (Func<HttpResponseMessage> fault in new Func<HttpResponseMessage>[]
        {
            StsStub.Reset,
            () => _sts.Stub.Error("InternalFailure", HttpStatusCode.InternalServerError),
            () => _sts.Stub.Error("RegionDisabledException", HttpStatusCode.Forbidden),
        })
        {
            foreach (bool singleAttempt in new[] { true, false })
            {
                var fresh = new SomeSts { FailoverRegions = ["eu-central-1"], Retry = { BaseDelay = TimeSpan.FromMinutes(1) } }; // waiting would hang
                fresh.Stub.Answer = call => call.Region == "eu-west-1" ? fault() : fresh.Stub.Ok();

                await fresh.AssumeAsync(async, singleAttempt);

                Assert.Equal(["eu-west-1", "eu-central-1"], fresh.Stub.Calls.Select(call => call.Region));
            }
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_region_that_the_callers_account_has_not_enabled_is_passed_over(bool singleAttempt)
    {
        EuWestAnswers(() => _sts.Stub.Error("InvalidClientTokenId"));

        await _sts.AssumeAsync(singleAttempt: singleAttempt);

        Assert.Equal(["eu-west-1", "eu-central-1"], Asked);
    }

    [Theory]
    [InlineData("InvalidClientTokenId")]
    [InlineData("InternalFailure")]
    public async Task A_key_that_no_region_takes_is_rejected_after_one_attempt_each(string elsewhere)
    {
        _sts.Stub.Answer = call => call.Region == "eu-west-1" ? _sts.Stub.Error("InvalidClientTokenId") : _sts.Stub.Error(elsewhere);

        HopFailedException e = await _sts.FailAsync();

        Assert.Equal(("InvalidClientTokenId", "eu-west-1"), (e.Failure.ErrorCode, elsewhere == "InternalFailure" ? e.Failure.Region : "eu-west-1"));
        Assert.Equal(["eu-west-1", "eu-central-1", "us-east-1"], Asked);
    }

    [Theory]
    [InlineData("Throttling", 400), InlineData("AccessDenied", 403), InlineData("ExpiredToken", 403), InlineData("ValidationError", 400)]
    public async Task Throttling_and_refusals_stay_in_their_region(string code, int status)
    {
        EuWestAnswers(() => _sts.Stub.Error(code, (HttpStatusCode)status));

        await _sts.FailAsync();

        Assert.All(Asked, region => Assert.Equal("eu-west-1", region));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_single_attempt_asks_each_region_once_at_most(bool async)
    {
        _sts.Stub.Answer = _ => StsStub.Reset();

        await _sts.FailAsync(async, singleAttempt: true);

        Assert.Equal(["eu-west-1", "eu-central-1", "us-east-1"], Asked);
    }

    [Fact]
    public async Task There_are_as_many_attempts_as_regions_at_least_and_MaxAttempts_otherwise()
    {
        _sts.Stub.Answer = _ => StsStub.Reset();
        _sts.Retry.MaxAttempts = 2;
        await _sts.FailAsync();
        Assert.Equal(["eu-west-1", "eu-central-1", "us-east-1"], Asked);

        var more = new SomeSts { FailoverRegions = ["eu-central-1"], Retry = { MaxAttempts = 3 } };
        more.Stub.Answer = _ => StsStub.Reset();
        await more.FailAsync();
        Assert.Equal(["eu-west-1", "eu-central-1", "eu-west-1"], more.Stub.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task A_disabled_region_is_not_asked_again_and_does_not_hide_that_another_was_failing()
    {
        _sts.Retry.MaxAttempts = 5;
        _sts.Stub.Answer = call => call.Region == "eu-central-1" ? _sts.Stub.Error("RegionDisabledException") : StsStub.Reset();

        HopFailedException e = await _sts.FailAsync();

        Assert.Equal(["eu-west-1", "eu-central-1", "us-east-1", "eu-west-1", "us-east-1"], Asked);
        Assert.Equal(RoleChainFailure.StsUnavailable, e.Failure.Kind);

        var last = new SomeSts { FailoverRegions = ["eu-central-1"] };
        last.Stub.Answer = call => call.Region == "eu-central-1" ? last.Stub.Error("RegionDisabledException") : StsStub.Reset();
        Assert.True((await last.FailAsync(singleAttempt: true)).Failure.IsTransient);
        Assert.Equal(2, last.Stub.Calls.Count);
    }

    [Fact]
    public async Task The_first_region_that_rejected_the_key_is_told()
    {
        _sts.Stub.Answer = call => _sts.Stub.Error(call.Region == "us-east-1" ? "InternalFailure" : "InvalidClientTokenId");

        Assert.Equal(("InvalidClientTokenId", "eu-west-1"), await _sts.FailAsync() is var e ? (e.Failure.ErrorCode, e.Failure.Region) : default);
    }

    [Fact]
    public async Task The_hops_own_region_goes_before_the_chains()
    {
        _sts.Stub.Answer = _ => StsStub.Reset();

        await _sts.FailAsync(hop: new RoleHop { Number = 1, RoleArn = SomeSts.Hub.RoleArn, SessionName = "session", RequiredActions = [], Region = "us-east-1" });

        Assert.Equal(["us-east-1", "eu-west-1", "eu-central-1"], Asked);
    }

    [Fact]
    public async Task Each_region_is_signed_for_by_its_own_name()
    {
        EuWestAnswers(StsStub.Reset);

        await _sts.AssumeAsync();

        Assert.All(_sts.Stub.Calls, call => Assert.Contains($"/{call.Region}/sts/aws4_request", call.Headers["Authorization"], StringComparison.Ordinal));
    }
}

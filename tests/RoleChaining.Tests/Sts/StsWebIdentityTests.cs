using System.Net;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

public sealed class StsWebIdentityTests
{
    private static readonly AssumeRoleWithWebIdentityOperation Pod = new()
    {
        RoleArn = SomeSts.Hub.RoleArn.ToString(),
        SessionName = "pod",
        Token = "the.web.token",
        Duration = TimeSpan.FromHours(2),
        RequestedDuration = TimeSpan.FromHours(2),
        AccountKey = "pod",
    };

    private readonly SomeSts _sts = new();

    public StsWebIdentityTests() => _sts.Stub.Answer = _ => _sts.Stub.WebIdentityOk();

    private Task<RoleSession> AssumeAsync(bool async)
    {
        ValueTask<RoleSession> Call() => _sts.Gateway.IssueAsync(Pod, singleAttempt: false, async, TestContext.Current.CancellationToken);
        return async ? Call().AsTask() : SomeSts.OnOwnThread(() => Call().Completed());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_token_becomes_a_session_without_a_signature(bool async)
    {
        RoleSession session = await AssumeAsync(async);

        Assert.Equal("222222222222", session.Credentials.AccountId);
        StsStubCall call = Assert.Single(_sts.Stub.Calls);
        Assert.Equal("AssumeRoleWithWebIdentity", call.Form["Action"]);
        Assert.Equal("the.web.token", call.Form["WebIdentityToken"]);
        Assert.Equal("7200", call.Form["DurationSeconds"]);
        Assert.Null(call.Signer);
        Assert.DoesNotContain("the.web.token", Pod.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ExpiredTokenException", false, 1), InlineData("ExpiredToken", false, 1), InlineData("InvalidIdentityToken", false, 1), InlineData("IDPRejectedClaim", false, 1)]
    [InlineData("IDPCommunicationError", true, 3)]
    public async Task What_is_wrong_with_the_token_is_the_tokens_fault(string code, bool isTransient, int sends)
    {
        foreach (bool async in new[] { true, false })
        {
            _sts.Stub.Answer = _ => _sts.Stub.Error(code, HttpStatusCode.BadRequest);
            int before = _sts.Stub.Calls.Count;

            HopFailedException e = await Assert.ThrowsAsync<HopFailedException>(() => AssumeAsync(async));

            Assert.Equal(RoleChainFailure.WebIdentityRejected, e.Failure.Kind);
            Assert.Equal(isTransient, e.Failure.IsTransient);
            Assert.Equal(sends, _sts.Stub.Calls.Count - before);
        }
    }
}

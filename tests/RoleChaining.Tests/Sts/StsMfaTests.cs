using System.Net;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

public sealed class StsMfaTests
{
    private readonly SomeSts _sts = new();

    private static RoleHop Hop(Func<CancellationToken, Task<string>> provider) => new()
    {
        Number = 1,
        RoleArn = SomeSts.Hub.RoleArn,
        SessionName = "session",
        RequiredActions = [],
        MfaSerialNumber = "arn:aws:iam::111111111111:mfa/alice",
        MfaTokenProvider = provider,
    };

    [Theory, InlineData(true), InlineData(false)]
    public async Task Every_attempt_asks_for_a_new_code(bool async)
    {
        int asked = 0;
        _sts.Stub.Answer = _ => _sts.Stub.Calls.Count < 3 ? _sts.Stub.Error("Throttling", HttpStatusCode.BadRequest) : _sts.Stub.Ok();

        await _sts.AssumeAsync(async, hop: Hop(_ => Task.FromResult($"00000{++asked}")));

        Assert.Equal(["000001", "000002", "000003"], _sts.Stub.Calls.Select(call => call.Form["TokenCode"]));
        Assert.All(_sts.Stub.Calls, call => Assert.Equal("arn:aws:iam::111111111111:mfa/alice", call.Form["SerialNumber"]));
    }

    [Theory]
    [InlineData(true, "12345"), InlineData(true, "1234567"), InlineData(true, "12345a"), InlineData(true, "12 456"), InlineData(true, null), InlineData(true, "１２３４５６")]
    [InlineData(false, "1234567")]
    public async Task What_is_not_six_digits_is_not_sent_and_not_printed(bool async, string? code)
    {
        HopFailedException e = await _sts.FailAsync(async, hop: Hop(_ => Task.FromResult(code!)));

        Assert.Empty(_sts.Stub.Calls);
        Assert.Equal((RoleChainFailure.MfaUnavailable, false), (e.Failure.Kind, e.Failure.IsTransient));
        Assert.Equal("The MFA token provider gave no six-digit code.", e.Failure.Message);
        Assert.DoesNotContain(code ?? "null", e.ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_provider_that_fails_is_told_by_the_kind_of_its_failure(bool async)
    {
        foreach (Func<CancellationToken, Task<string>> provider in new Func<CancellationToken, Task<string>>[]
        {
            _ => throw new IOException("code 123456"),
            _ => Task.FromException<string>(new IOException("code 123456")),
        })
        {
            HopFailedException e = await _sts.FailAsync(async, hop: Hop(provider));

            Assert.Equal(RoleChainFailure.MfaUnavailable, e.Failure.Kind);
            Assert.Contains("System.IO.IOException", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("123456", e.ToString(), StringComparison.Ordinal);
            StsErrorsTests.AssertNoClientRetries(e);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_time_that_a_person_types_is_not_the_hops(bool async)
    {
        var typed = new TaskCompletionSource<string>();
        var asked = new TaskCompletionSource();
        Task<RoleSession> call = _sts.AssumeAsync(async, hop: Hop(_ =>
        {
            asked.SetResult();
            return typed.Task;
        }));
        await asked.Task;
        _sts.Clock.Advance(10 * _sts.Retry.TotalTimeout);
        typed.SetResult("123456");

        await call;
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_refresh_that_ends_while_a_person_types_says_so(bool async)
    {
        using var refresh = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<string>();
        Task<RoleSession> call = _sts.AssumeAsync(async, cancellationToken: refresh.Token, hop: Hop(_ =>
        {
            asked.SetResult();
            return never.Task;
        }));
        await asked.Task;
        await refresh.CancelAsync();

        var e = await Assert.ThrowsAsync<HopFailedException>(() => call);
        Assert.Equal(RoleChainFailure.TimedOut, e.Failure.Kind);
        Assert.Contains("waited for its MFA code", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_caller_with_a_context_of_its_own_is_not_locked_out_by_its_provider()
    {
        await SomeSts.OnOwnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new BlockedContext());
            RoleHop hop = Hop(async _ =>
            {
                await Task.Yield(); // would come back to the context that the caller is blocking
                return "123456";
            });
            return _sts.Gateway.IssueAsync(new AssumeRoleOperation(hop, SomeSts.Alice), false, async: false, CancellationToken.None).Completed();
        });
    }

    private sealed class BlockedContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}

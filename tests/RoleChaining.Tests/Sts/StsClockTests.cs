using Microsoft.Extensions.Logging.Abstractions;
using RoleChaining.Diagnostics;
using RoleChaining.Testing;

namespace RoleChaining.Sts;

public sealed class StsClockTests
{
    private readonly SomeSts _sts = new();

    [Fact]
    public async Task A_session_lives_as_long_as_the_server_says_counted_from_the_sending()
    {
        _sts.Stub.Lifetime = TimeSpan.FromMinutes(37);

        RoleSession session = await _sts.AssumeAsync();

        Assert.Equal(_sts.Clock.GetUtcNow(), session.IssuedAt);
        Assert.InRange(session.ExpiresAt - session.IssuedAt, TimeSpan.FromMinutes(37) - TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(37));
    }

    [Fact]
    public async Task A_session_never_lives_longer_than_was_asked_for()
    {
        _sts.Stub.Lifetime = TimeSpan.FromHours(12);

        RoleSession byDefault = await _sts.AssumeAsync();
        RoleSession asked = await _sts.AssumeAsync(hop: new RoleHop
        {
            Number = 1,
            RoleArn = SomeSts.Hub.RoleArn,
            SessionName = "session",
            RequiredActions = [],
            Duration = TimeSpan.FromMinutes(15),
        });

        Assert.Equal(TimeSpan.FromHours(1), byDefault.ExpiresAt - byDefault.IssuedAt);
        Assert.Equal(TimeSpan.FromMinutes(15), asked.ExpiresAt - asked.IssuedAt);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(300, 60)]
    public async Task Without_the_servers_date_the_earlier_of_its_expiration_and_our_request_counts(int minutesLeftByOurClock, int expectedMinutes)
    {
        _sts.Stub.Date = () => null;
        _sts.Clock.AdjustTime(TimeProvider.System.GetUtcNow()); // what the stub counts from without a date
        _sts.Stub.Lifetime = TimeSpan.FromMinutes(minutesLeftByOurClock);

        RoleSession session = await _sts.AssumeAsync();

        Assert.InRange(session.ExpiresAt - session.IssuedAt, TimeSpan.FromMinutes(expectedMinutes) - TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(expectedMinutes) + TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(20, true, true), InlineData(20, true, false), InlineData(20, false, true)]
    [InlineData(-20, true, true), InlineData(-20, true, false), InlineData(-20, false, true)]
    public async Task A_clock_twenty_minutes_wrong_costs_one_more_send_and_no_attempt(int minutes, bool async, bool singleAttempt)
    {
        using LocalSts sts = LocalSts.CreateInMemory();
        sts.ClockOffset = TimeSpan.FromMinutes(minutes);
        LocalUser alice = sts.AddUser("111111111111", "alice");
        sts.AddRole("arn:aws:iam::222222222222:role/Hub", trust: """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}""");
        _sts.Retry.MaxAttempts = 1;
        var gateway = new StsGateway(new StsSettings { Region = "eu-west-1", Configure = sts.Configure, Retry = _sts.Retry, Clock = TimeProvider.System, Logger = NullLogger.Instance });
        var caller = new StsCaller(await alice.Credentials.GetCredentialsAsync(), "111111111111");
        ValueTask<RoleSession> Call() => gateway.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, caller), singleAttempt, async, TestContext.Current.CancellationToken);

        RoleSession session = async ? await Call() : await SomeSts.OnOwnThread(() => Call().Completed());

        Assert.Equal(["SignatureDoesNotMatch", null], sts.Calls.Select(call => call.ErrorCode));
        Assert.InRange(session.ExpiresAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task A_wrong_signature_is_not_sent_again_when_the_clocks_agree_nor_twice_when_they_do_not()
    {
        _sts.Stub.Answer = _ => _sts.Stub.Error("SignatureDoesNotMatch");
        await _sts.FailAsync();
        Assert.Single(_sts.Stub.Calls);

        var skewed = new SomeSts();
        skewed.Stub.Date = () => TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(20 * (1 + skewed.Stub.Calls.Count));
        skewed.Stub.Answer = _ => skewed.Stub.Error("SignatureDoesNotMatch");
        HopFailedException e = await skewed.FailAsync();
        Assert.Equal(2, skewed.Stub.Calls.Count);
        Assert.Equal(RoleChainFailure.CallerRejected, e.Failure.Kind);
    }
}

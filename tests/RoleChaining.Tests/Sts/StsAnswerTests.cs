using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>An answer of STS that is none fails the hop, and the message says what is wrong with it.</summary>
public sealed class StsAnswerTests
{
    private readonly SomeSts _sts = new();

    [Theory]
    [InlineData("<AccessKeyId>ASIAISSUED1</AccessKeyId>", "<AccessKeyId></AccessKeyId>")]
    [InlineData("<SecretAccessKey>issued-secret</SecretAccessKey>", "")]
    [InlineData("<SessionToken>issued-token</SessionToken>", "<SessionToken/>")]
    [InlineData("<Arn>arn:aws:sts::222222222222:assumed-role/Hub/session</Arn>", "")]
    [InlineData("<Arn>arn:aws:sts::222222222222:assumed-role/Hub/session</Arn>", "<Arn>arn:aws:sts:::assumed-role/Hub/session</Arn>")]
    public async Task One_without_credentials_is_a_failure(string part, string instead)
    {
        _sts.Stub.Answer = _ => _sts.Stub.Ok(Body().Replace(part, instead, StringComparison.Ordinal));
        await AssertFailsAsync("STS in eu-west-1 answered without credentials (request request-1).");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public async Task One_with_a_session_that_is_over_is_a_failure(int seconds)
    {
        DateTimeOffset date = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        _sts.Stub.Date = () => date;
        _sts.Stub.Lifetime = TimeSpan.FromSeconds(seconds);
        await AssertFailsAsync("STS in eu-west-1 answered with a session that has expired (request request-1).");
    }

    [Fact]
    public void One_may_be_so_long_and_no_longer()
    {
        using LimitedStream stream = new(maxLength: 10);
        stream.Write([1, 2, 3, 4, 5]);
        stream.Write([6, 7, 8, 9, 10], 0, 5);
        Assert.Equal(10, stream.Length);
        foreach (Action write in new Action[] { () => stream.Write(new ReadOnlySpan<byte>([11])), () => stream.Write([11], 0, 1) })
        {
            Assert.Equal("The response is larger than 10 bytes.", Assert.Throws<HttpRequestException>(write).Message);
        }
    }

    private async Task AssertFailsAsync(string message)
    {
        _sts.Retry.MaxAttempts = 1;
        HopFailure failure = (await _sts.FailAsync()).Failure;
        Assert.Equal((RoleChainFailure.StsUnavailable, true, message), (failure.Kind, failure.IsTransient, failure.Message));
    }

    private string Body() => new StreamReader(_sts.Stub.Ok().Content.ReadAsStream()).ReadToEnd();
}

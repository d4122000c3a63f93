using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>Each thing that a session of a hop cannot have makes an entry of a cache count as none, and the message says which.</summary>
public sealed class CachedSessionReaderTests
{
    private const string Arn = "arn:aws:sts::222222222222:assumed-role/Hub/session";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void What_STS_may_have_issued_is_read()
    {
        RoleSession session = Read();
        Assert.Equal((Arn, "222222222222", "origin"), (session.AssumedRoleArn, session.Credentials.AccountId, session.Origin));
        Assert.Equal((Now, Now + TimeSpan.FromHours(1)), (session.IssuedAt, session.ExpiresAt));
    }

    [Fact]
    public void Its_times_become_those_of_this_machine()
    {
        RoleSession session = Read(offset: TimeSpan.FromMinutes(20), now: Now - TimeSpan.FromMinutes(20));
        Assert.Equal((Now - TimeSpan.FromMinutes(20), Now + TimeSpan.FromMinutes(40)), (session.IssuedAt, session.ExpiresAt));
        Assert.Equal(TimeSpan.FromMinutes(20), session.ClockOffset);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(128)]
    public void Key_ids_have_16_to_128_letters_and_digits(int length)
    {
        Assert.Equal(length, Read(id: new string('A', length)).Credentials.AccessKey.Length);
        AssertNone("no access key id, secret key or session token", () => Read(id: new string('A', length == 16 ? 15 : 129)));
        AssertNone("no access key id, secret key or session token", () => Read(id: new string('A', length - 1) + "/"));
    }

    [Theory]
    [InlineData("", "token")]
    [InlineData("secret", "")]
    public void One_without_a_secret_or_a_token_is_none(string secret, string token) =>
        AssertNone("no access key id, secret key or session token", () => Read(secret: secret, token: token));

    [Theory]
    [InlineData(null)]
    [InlineData("arn:aws:iam::222222222222:assumed-role/Hub/session")]
    [InlineData("arn:aws-cn:sts::222222222222:assumed-role/Hub/session")]
    [InlineData("arn:aws:sts::999999999999:assumed-role/Hub/session")]
    [InlineData("arn:aws:sts::222222222222:assumed-role/Other/session")]
    [InlineData("arn:aws:sts::222222222222:assumed-role/Hub/other")]
    public void One_of_another_role_or_session_name_is_none(string? arn) =>
        AssertNone("not a session of arn:aws:iam::222222222222:role/Hub as session", () => Read(arn: arn));

    [Fact]
    public void One_that_names_another_account_is_none()
    {
        Assert.Equal("222222222222", Read(account: null).Credentials.AccountId);
        AssertNone("not a session of arn:aws:iam::222222222222:role/Hub", () => Read(account: "999999999999"));
    }

    [Fact]
    public void Its_life_is_that_of_the_hop_give_or_take_five_minutes()
    {
        TimeSpan longest = TimeSpan.FromMinutes(65);
        Assert.Equal(Now + longest, Read(lifetime: longest).ExpiresAt);
        Assert.Equal(Now + Tick, Read(lifetime: Tick).ExpiresAt);
        foreach (TimeSpan lifetime in new[] { longest + Tick, TimeSpan.Zero, -Tick })
        {
            AssertNone("times are not those of a session", () => Read(lifetime: lifetime));
        }
    }

    [Fact]
    public void It_was_issued_five_minutes_from_now_at_the_latest()
    {
        TimeSpan latest = TimeSpan.FromMinutes(5);
        Assert.Equal(Now, Read(now: Now - latest).IssuedAt);
        AssertNone("times are not those of a session", () => Read(now: Now - latest - Tick));
    }

    private static void AssertNone(string message, Func<RoleSession> read)
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(read);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", e.Message, StringComparison.Ordinal);
    }

    private static RoleSession Read(
        string id = "ASIAEXAMPLE000001", string secret = "secret-value", string token = "secret-value-2", string? arn = Arn, string? account = "222222222222",
        TimeSpan? lifetime = null, TimeSpan offset = default, DateTimeOffset? now = null)
    {
        CachedRoleSession found = new()
        {
            AccessKeyId = id,
            SecretAccessKey = secret,
            SessionToken = token,
            IssuedAt = Now,
            ExpiresAt = Now + (lifetime ?? TimeSpan.FromHours(1)),
            AssumedRoleArn = arn,
            AccountId = account,
        };
        return CachedSessionReader.Read(found, new SessionKey("key", "origin"), SomeSts.Hub, offset, now ?? Now);
    }
}

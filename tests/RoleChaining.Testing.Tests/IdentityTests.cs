using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

public sealed class IdentityTests
{
    [Fact]
    public async Task A_multi_factor_code_is_good_once()
    {
        FakeTimeProvider clock = new(The.Time);
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.TimeProvider = clock);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn, """{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}"""), The.MayAssumeAnything);
        string code = alice.GetMfaCode();

        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub, WithCode);
        AmazonSecurityTokenServiceException again = await Some.RefusalAsync(sts, alice.Credentials, The.Hub, WithCode);

        Assert.Equal("MultiFactorAuthentication failed with invalid MFA one time pass code. ", again.Message);
        Assert.NotEqual(code, alice.GetMfaCode());
        code = alice.GetMfaCode();
        clock.Advance(TimeSpan.FromSeconds(90));
        await Some.RefusalAsync(sts, alice.Credentials, The.Hub, WithCode);
        sts.AddRole(The.Production, Some.Trust(The.Hub, """{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"""));
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(sts, hub, The.Production)).ErrorCode);

        void WithCode(AssumeRoleRequest request)
        {
            request.SerialNumber = alice.MfaSerial;
            request.TokenCode = code;
        }
    }

    [Fact]
    public async Task GetSessionTokens_credentials_are_the_users_and_know_of_MFA()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn, """{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"""), maxSessionDuration: TimeSpan.FromHours(12));
        using AmazonSecurityTokenServiceClient client = Some.Sts(sts, alice.Credentials);

        Credentials without = (await client.GetSessionTokenAsync(new(), The.Cancellation)).Credentials;
        Credentials with = (await client.GetSessionTokenAsync(new() { SerialNumber = alice.MfaSerial, TokenCode = alice.GetMfaCode(), DurationSeconds = 900 }, The.Cancellation)).Credentials;

        Assert.Equal(alice.Arn, await Some.ArnAsync(sts, with));
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(sts, without, The.Hub)).ErrorCode);
        await Some.SessionAsync(sts, with, The.Hub, request => request.DurationSeconds = 3600);
        Assert.Equal("ValidationError", (await Some.RefusalAsync(sts, with, The.Hub, request => request.DurationSeconds = 3601)).ErrorCode);
        TimeSpan life = without.Expiration!.Value - TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.InRange(life.TotalHours, 11.9, 12.01);
    }

    [Fact]
    public async Task A_key_id_tells_its_account()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        using AmazonSecurityTokenServiceClient client = Some.Sts(sts, alice.Credentials);

        Assert.StartsWith("AKIA", alice.AccessKeyId, StringComparison.Ordinal);
        Assert.Equal((The.Home, The.HubAccount), (KeyIds.AccountOf(alice.AccessKeyId), KeyIds.AccountOf(hub.AccessKeyId)));
        Assert.Equal("029608264753", (await client.GetAccessKeyInfoAsync(new() { AccessKeyId = "ASIAQNZGKIQY56JQ7WML" }, The.Cancellation)).Account);
    }

    [Fact]
    public async Task A_removed_role_leaves_its_sessions_to_nobody()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);

        Assert.True(sts.RemoveRole(The.Hub));
        Assert.False(sts.RemoveRole(The.Hub));

        AmazonSecurityTokenServiceException gone = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => Some.ArnAsync(sts, hub));
        Assert.Equal("InvalidClientTokenId", gone.ErrorCode);
    }

    [Fact]
    public async Task A_path_is_part_of_the_role_and_not_of_its_session()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "teams/blue/alice");
        const string arn = "arn:aws:iam::222222222222:role/teams/blue/HubRole";
        sts.AddRole(arn, Some.Trust("arn:aws:iam::111111111111:user/teams/blue/alice", """{"StringEquals":{"aws:username":"alice"}}"""));

        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, arn);

        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/tests", await Some.ArnAsync(sts, hub));
    }

    [Fact]
    public async Task New_roles_and_changed_trust_are_seen_after_the_propagation_delay()
    {
        FakeTimeProvider clock = new(The.Time);
        await using LocalSts sts = LocalSts.CreateInMemory(options =>
        {
            options.TimeProvider = clock;
            options.PropagationDelay = TimeSpan.FromSeconds(5);
        });
        LocalUser alice = sts.AddUser(The.Home, "alice");
        LocalRole hub = sts.AddRole(The.Hub, Some.Trust(alice.Arn));

        clock.Advance(TimeSpan.FromSeconds(4.9));
        await Some.RefusalAsync(sts, alice.Credentials, The.Hub);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        hub.TrustPolicy = Some.Trust("arn:aws:iam::111111111111:user/bob");
        await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        clock.Advance(TimeSpan.FromSeconds(5));
        await Some.RefusalAsync(sts, alice.Credentials, The.Hub);
    }

    [Fact]
    public async Task Sessions_may_be_made_shorter_than_asked()
    {
        FakeTimeProvider clock = new(The.Time);
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.TimeProvider = clock);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        sts.SessionLifetimeCap = TimeSpan.FromMinutes(2);

        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        TimeSpan told = hub.Expiration!.Value - TimeProvider.System.GetUtcNow().UtcDateTime;
        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.InRange(told.TotalSeconds, 100, 121);
        Assert.Equal("ExpiredToken", (await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => Some.ArnAsync(sts, hub))).ErrorCode);
        sts.SessionLifetimeCap = null;
        Assert.InRange((await Some.SessionAsync(sts, alice.Credentials, The.Hub)).Expiration!.Value - TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(16, true)]
    [InlineData(-14, false)]
    [InlineData(-16, true)]
    public async Task A_wrong_clock_is_learnt_from_the_Date_header(int minutes, bool refusedFirst)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.ClockOffset = TimeSpan.FromMinutes(minutes);

        Exception? first = await Record.ExceptionAsync(() => Some.ArnAsync(sts, alice.Credentials));
        await Some.ArnAsync(sts, alice.Credentials);

        Assert.Equal(refusedFirst ? "SignatureDoesNotMatch" : null, (first as AmazonServiceException)?.ErrorCode);
    }

    [Fact]
    public async Task Who_made_a_user_wrong_is_told_so()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        sts.AddUser(The.Home, "alice");

        Assert.Throws<ArgumentException>(() => sts.AddUser(The.Home, "alice"));
        Assert.Throws<ArgumentException>(() => sts.AddUser("1", "bob"));
        Assert.Throws<ArgumentException>(() => sts.AddUser(The.Home, "bo:b"));
        Assert.Throws<ArgumentException>(() => sts.AddUser(The.Home, "bob", policies: ["no json"]));
        Assert.Throws<ArgumentException>(() => sts.AddRole("arn:aws:iam::222222222222:user/x", Some.Trust("*")));
        Assert.Throws<ArgumentException>(() => sts.AddRole(The.Hub, The.MayDoAnything));
        Assert.Throws<ArgumentOutOfRangeException>(() => sts.AddRole(The.Hub, Some.Trust("*"), maxSessionDuration: TimeSpan.FromMinutes(59)));
        Assert.Throws<ArgumentOutOfRangeException>(() => sts.AddRole(The.Hub, Some.Trust("*"), maxSessionDuration: TimeSpan.FromHours(13)));
    }

    [Fact]
    public async Task Nothing_prints_a_secret()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        LocalRole role = sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.ExternalId = "the-external-id");
        Assert.True(sts.Engine.Sessions.TryGet(hub.AccessKeyId, out IssuedSession? session));

        string printed = string.Join('\n', alice, role, sts.Calls[0], session, string.Join('\n', sts.CloudTrailEvents(The.Home)));

        foreach (string secret in (string[])[alice.SecretAccessKey, hub.SecretAccessKey, hub.SessionToken, "the-external-id"])
        {
            Assert.DoesNotContain(secret, printed, StringComparison.Ordinal);
        }

        Assert.True(sts.Calls[0].HasExternalId);
    }
}

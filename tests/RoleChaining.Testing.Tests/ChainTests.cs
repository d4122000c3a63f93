using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

/// <summary>The article's chain with the SDK's own clients, in memory and over a socket.</summary>
public sealed class ChainTests
{
    public static TheoryData<bool> BothHosts => [true, false];

    [Theory]
    [MemberData(nameof(BothHosts))]
    public async Task A_user_goes_over_a_hub_to_production(bool inMemory)
    {
        await using LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        sts.AddRole(The.Production, Some.Trust(The.Hub), The.MayDoAnything);

        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        Credentials production = await Some.SessionAsync(sts, hub, The.Production);

        Assert.Equal(alice.Arn, await Some.ArnAsync(sts, alice.Credentials));
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/tests", await Some.ArnAsync(sts, hub));
        Assert.Equal("arn:aws:sts::333333333333:assumed-role/ProductionRole/tests", await Some.ArnAsync(sts, production));
        using AmazonS3Client s3 = Some.S3(sts, production);
        await s3.ListBucketsAsync(The.Cancellation);
        Assert.Equal(["AssumeRole", "AssumeRole", "GetCallerIdentity", "GetCallerIdentity", "GetCallerIdentity", "ListBuckets"], sts.Calls.Select(call => call.Action));
        Assert.Equal(hub.AccessKeyId, sts.Calls[1].SignerAccessKeyId);
        Assert.Equal(hub.AccessKeyId, sts.Calls[0].IssuedAccessKeyId);
        Assert.All(sts.Calls, call => Assert.Equal(200, call.StatusCode));
    }

    [Fact]
    public async Task The_call_log_names_the_statements_of_both_sides()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));

        await Some.SessionAsync(sts, alice.Credentials, The.Hub);

        Assert.Equal(
            $"Allowed by statement 1 of the trust policy and by statement 1 of the policies of {alice.Arn}", sts.Calls[^1].Decision);
    }

    [Fact]
    public async Task Production_cannot_be_reached_past_the_hub()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Production, Some.Trust(The.Hub));

        AmazonSecurityTokenServiceException refusal = await Some.RefusalAsync(sts, alice.Credentials, The.Production);

        Assert.Equal("AccessDenied", refusal.ErrorCode);
        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
        Assert.Equal($"User: {alice.Arn} is not authorized to perform: sts:AssumeRole on resource: {The.Production}", refusal.Message);
        Assert.Equal(refusal.RequestId, sts.Calls[0].RequestId);
    }

    [Fact]
    public async Task A_second_hop_of_more_than_an_hour_is_refused_and_a_first_is_not()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything, maxSessionDuration: TimeSpan.FromHours(12));
        sts.AddRole(The.Production, Some.Trust(The.Hub), maxSessionDuration: TimeSpan.FromHours(12));

        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.DurationSeconds = 43200);
        await Some.SessionAsync(sts, hub, The.Production, request => request.DurationSeconds = 3600);
        AmazonSecurityTokenServiceException refusal = await Some.RefusalAsync(sts, hub, The.Production, request => request.DurationSeconds = 3601);

        Assert.Equal("ValidationError", refusal.ErrorCode);
        Assert.Equal("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.", refusal.Message);
    }

    [Fact]
    public async Task A_session_ends_by_the_tests_clock_while_the_wire_keeps_the_machines_time()
    {
        FakeTimeProvider clock = new(The.Time);
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.TimeProvider = clock);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);

        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        TimeSpan told = hub.Expiration!.Value - TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.InRange(told.TotalSeconds, 3590, 3601);
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        await Some.ArnAsync(sts, hub);
        clock.Advance(TimeSpan.FromSeconds(1));

        AmazonSecurityTokenServiceException refusal = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => Some.ArnAsync(sts, hub));
        Assert.Equal("ExpiredToken", refusal.ErrorCode);
        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
        using AmazonS3Client s3 = Some.S3(sts, hub);
        AmazonS3Exception s3Refusal = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.ListBucketsAsync(The.Cancellation));
        Assert.Equal("ExpiredToken", s3Refusal.ErrorCode);
        Assert.Equal(HttpStatusCode.BadRequest, s3Refusal.StatusCode);
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_key_are_told_apart()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");

        AmazonSecurityTokenServiceException wrong = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(
            () => Some.ArnAsync(sts, new BasicAWSCredentials(alice.AccessKeyId, "not the secret")));
        AmazonSecurityTokenServiceException unknown = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(
            () => Some.ArnAsync(sts, new BasicAWSCredentials("AKIAUNKNOWNUNKNOWN22", "any")));

        Assert.Equal("SignatureDoesNotMatch", wrong.ErrorCode);
        Assert.Equal("InvalidClientTokenId", unknown.ErrorCode);
        Assert.Equal("The security token included in the request is invalid.", unknown.Message);
    }
}

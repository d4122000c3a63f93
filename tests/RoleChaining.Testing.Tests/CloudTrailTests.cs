using System.Text.Json;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

public sealed class CloudTrailTests
{
    [Fact]
    public async Task A_chain_can_be_followed_from_trail_to_trail()
    {
        FakeTimeProvider clock = new(The.Time);
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.TimeProvider = clock);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        sts.AddRole(The.Production, Some.Trust(The.Hub));
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request =>
        {
            request.SourceIdentity = "orders";
            request.Tags = [new() { Key = "Team", Value = "alpha" }];
            request.TransitiveTagKeys = ["Team"];
        });
        Credentials production = await Some.SessionAsync(sts, hub, The.Production);

        JsonElement[] home = Events(sts, The.Home);
        JsonElement[] hubTrail = Events(sts, The.HubAccount);
        JsonElement[] productionTrail = Events(sts, The.ProductionAccount);

        JsonElement first = Assert.Single(home);
        Assert.Equal(("IAMUser", alice.Arn), (Text(first, "userIdentity", "type"), Text(first, "userIdentity", "arn")));
        Assert.Equal(("2026-11-20T12:00:00Z", sts.Calls[0].RequestId), (Text(first, "eventTime"), Text(first, "requestID")));
        Assert.Equal(hub.AccessKeyId, Text(first, "responseElements", "credentials", "accessKeyId"));
        Assert.Equal("Nov 20, 2026, 1:00:00 PM", Text(first, "responseElements", "credentials", "expiration"));
        Assert.Equal(2, hubTrail.Length);
        Assert.Equal("AWSAccount", Text(hubTrail[0], "userIdentity", "type"));
        Assert.False(hubTrail[0].GetProperty("userIdentity").TryGetProperty("arn", out _));
        Assert.Equal(Text(first, "sharedEventID"), Text(hubTrail[0], "sharedEventID"));
        Assert.NotEqual(Text(first, "eventID"), Text(hubTrail[0], "eventID"));
        JsonElement second = hubTrail[1];
        Assert.Equal(hub.AccessKeyId, Text(second, "userIdentity", "accessKeyId"));
        Assert.Equal(The.Hub, Text(second, "userIdentity", "sessionContext", "sessionIssuer", "arn"));
        Assert.Equal("orders", Text(second, "userIdentity", "sessionContext", "sourceIdentity"));
        Assert.Equal("alpha", Text(second, "requestParameters", "incomingTransitiveTags", "Team"));
        Assert.Equal("orders", Text(second, "responseElements", "sourceIdentity"));
        Assert.Equal(production.AccessKeyId, Text(Assert.Single(productionTrail), "responseElements", "credentials", "accessKeyId"));
        Assert.Equal(sts.CloudTrailEvents(The.Home), sts.CloudTrailEvents(The.Home));
    }

    [Fact]
    public async Task A_refusal_is_in_the_callers_trail_alone_and_an_unproven_call_in_none()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust("arn:aws:iam::111111111111:user/bob"));
        await Some.RefusalAsync(sts, alice.Credentials, The.Hub);
        await Some.RefusalAsync(sts, new Amazon.Runtime.BasicAWSCredentials(alice.AccessKeyId, "wrong"), The.Hub);

        JsonElement refusal = Assert.Single(Events(sts, The.Home));

        Assert.Equal("AccessDenied", Text(refusal, "errorCode"));
        Assert.Equal(JsonValueKind.Null, refusal.GetProperty("responseElements").ValueKind);
        Assert.Empty(sts.CloudTrailEvents(The.HubAccount));
    }

    /// <summary>
    /// The fields of the examples "cross-account" (both accounts) and "role chaining" of
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html, and what newer versions of records have besides.
    /// </summary>
    [Fact]
    public async Task Records_have_the_fields_of_AWS_s_own_examples()
    {
        FakeTimeProvider clock = new(The.Time);
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.TimeProvider = clock);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        sts.AddRole(The.Production, Some.Trust(The.Hub));
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request =>
        {
            (request.SourceIdentity, request.SerialNumber, request.TokenCode) = ("JohnDoe", alice.MfaSerial, alice.GetMfaCode());
            (request.Tags, request.TransitiveTagKeys) = ([new() { Key = "Department", Value = "Engineering" }], ["Department"]);
        });
        await Some.SessionAsync(sts, hub, The.Production, request =>
        {
            (request.SourceIdentity, request.DurationSeconds) = ("JohnDoe", 3600);
            (request.Tags, request.TransitiveTagKeys) = ([new() { Key = "CostCenter", Value = "12345" }], ["CostCenter"]);
        });

        string[] call =
        [
            "eventVersion", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "requestID", "eventID", "sharedEventID",
            "eventType", "recipientAccountId", "resources.ARN", "resources.accountId", "resources.type",
            "requestParameters.roleArn", "requestParameters.roleSessionName", "requestParameters.sourceIdentity",
            "responseElements.credentials.accessKeyId", "responseElements.credentials.expiration", "responseElements.assumedRoleUser.assumedRoleId",
            "responseElements.assumedRoleUser.arn", "responseElements.sourceIdentity", "userIdentity.type", "userIdentity.principalId", "userIdentity.accountId",
        ];
        string[] tags = ["requestParameters.tags.key", "requestParameters.tags.value", "requestParameters.transitiveTagKeys"];
        Same([.. call, .. tags, "userIdentity.arn", "userIdentity.accessKeyId", "userIdentity.userName", "requestParameters.serialNumber"], Events(sts, The.Home)[0]);
        Same([.. call, .. tags, "requestParameters.serialNumber"], Events(sts, The.HubAccount)[0]);
        Same(
            [
                .. call, .. tags, "userIdentity.arn", "userIdentity.accessKeyId", "requestParameters.durationSeconds", "requestParameters.incomingTransitiveTags.Department",
                "userIdentity.sessionContext.attributes.mfaAuthenticated", "userIdentity.sessionContext.attributes.creationDate",
                "userIdentity.sessionContext.sessionIssuer.type", "userIdentity.sessionContext.sessionIssuer.principalId",
                "userIdentity.sessionContext.sessionIssuer.arn", "userIdentity.sessionContext.sessionIssuer.accountId",
                "userIdentity.sessionContext.sessionIssuer.userName", "userIdentity.sessionContext.sourceIdentity",
            ],
            Events(sts, The.HubAccount)[1]);

        static void Same(string[] expected, JsonElement record)
        {
            string[] newer = ["readOnly", "managementEvent", "eventCategory", "responseElements.packedPolicySize", "userIdentity.sessionContext.webIdFederationData"];
            Assert.Equal(expected.Order(StringComparer.Ordinal), Paths(record, "").Distinct().Except(newer).Order(StringComparer.Ordinal));
        }
    }

    private static IEnumerable<string> Paths(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object when element.EnumerateObject().Any() =>
            element.EnumerateObject().SelectMany(member => Paths(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Paths(item, path)),
        _ => [path],
    };

    private static JsonElement[] Events(LocalSts sts, string account) => [.. sts.CloudTrailEvents(account).Select(text => JsonDocument.Parse(text).RootElement)];

    private static string? Text(JsonElement element, params string[] path) => path.Aggregate(element, (current, name) => current.GetProperty(name)).GetString();
}

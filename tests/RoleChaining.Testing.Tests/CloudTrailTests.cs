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

    private static JsonElement[] Events(LocalSts sts, string account) => [.. sts.CloudTrailEvents(account).Select(text => JsonDocument.Parse(text).RootElement)];

    private static string? Text(JsonElement element, params string[] path) => path.Aggregate(element, (current, name) => current.GetProperty(name)).GetString();
}

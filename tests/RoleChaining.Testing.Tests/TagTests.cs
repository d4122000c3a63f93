#pragma warning disable CS0618 // PackedPolicySize is what this server answers.

using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

public sealed class TagTests
{
    private const string Third = "arn:aws:iam::444444444444:role/Third";

    [Fact]
    public async Task Transitive_tags_and_source_identity_go_down_the_chain()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        sts.AddRole(The.Production, Some.Trust(The.Hub), The.MayAssumeAnything);
        sts.AddRole(Third, Some.Trust(The.Production, """{"StringEquals":{"aws:PrincipalTag/Team":"alpha","aws:PrincipalTag/Stage":"prod","sts:SourceIdentity":"orders"},"Null":{"aws:PrincipalTag/Room":"true"}}"""));

        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request =>
        {
            request.Tags = [Tag("Team", "alpha"), Tag("Room", "1")];
            request.TransitiveTagKeys = ["team"];
            request.SourceIdentity = "orders";
        });
        Credentials production = await Some.SessionAsync(sts, hub, The.Production, request => request.Tags = [Tag("Stage", "prod")]);
        await Some.SessionAsync(sts, production, Third);

        sts.RemoveRole(Third);
        sts.AddRole(Third, Some.Trust(The.Production, """{"StringEquals":{"aws:PrincipalTag/Room":"1"}}"""));
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(sts, production, Third)).ErrorCode);
    }

    [Fact]
    public async Task A_tag_that_was_not_transitive_may_be_passed_again()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        sts.AddRole(The.Production, Some.Trust(The.Hub));
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.Tags = [Tag("Team", "alpha")]);

        await Some.SessionAsync(sts, hub, The.Production, request => request.Tags = [Tag("Team", "beta")]);

        Assert.Equal([new("Team", "beta")], sts.Calls[^1].Tags);
    }

    [Fact]
    public async Task A_session_tag_overrides_the_roles_own_whatever_its_case()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything, tags: new Dictionary<string, string> { ["Star"] = "3" });
        sts.AddRole(The.Production, Some.Trust(The.Hub, """{"StringEquals":{"aws:PrincipalTag/star":"1"}}"""));

        Credentials own = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        Credentials overridden = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.Tags = [Tag("STAR", "1")]);

        Assert.Equal("AccessDenied", (await Some.RefusalAsync(sts, own, The.Production)).ErrorCode);
        await Some.SessionAsync(sts, overridden, The.Production);
    }

    [Fact]
    public async Task An_incoming_transitive_tag_stands_in_for_the_roles_own()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        sts.AddRole(
            The.Production, Some.Trust(The.Hub, """{"StringEquals":{"aws:ResourceTag/Team":"alpha"}}"""), tags: new Dictionary<string, string> { ["Team"] = "beta" });

        Credentials plain = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        Credentials tagged = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request =>
        {
            request.Tags = [Tag("Team", "alpha")];
            request.TransitiveTagKeys = ["Team"];
        });

        Assert.Equal("AccessDenied", (await Some.RefusalAsync(sts, plain, The.Production)).ErrorCode);
        await Some.SessionAsync(sts, tagged, The.Production);
    }

    [Fact]
    public async Task The_answer_says_the_packed_size_only_when_something_was_packed()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        sts.AddRole(The.Production, Some.Trust(The.Hub));
        using AmazonSecurityTokenServiceClient client = Some.Sts(sts, alice.Credentials);

        AssumeRoleResponse plain = await client.AssumeRoleAsync(Some.Request(The.Hub), The.Cancellation);
        AssumeRoleResponse tagged = await client.AssumeRoleAsync(
            Some.Request(The.Hub, request =>
            {
                request.Tags = [Tag("Team", new string('a', 200))];
                request.TransitiveTagKeys = ["Team"];
                request.SourceIdentity = "orders";
            }),
            The.Cancellation);
        using AmazonSecurityTokenServiceClient hub = Some.Sts(sts, tagged.Credentials);
        AssumeRoleResponse inherited = await hub.AssumeRoleAsync(Some.Request(The.Production), The.Cancellation);

        Assert.Null(plain.PackedPolicySize);
        Assert.Null(plain.SourceIdentity);
        Assert.Equal(44, tagged.PackedPolicySize);
        Assert.Equal((44, "orders"), (inherited.PackedPolicySize, inherited.SourceIdentity));
        Assert.Equal("arn:aws:sts::333333333333:assumed-role/ProductionRole/tests", inherited.AssumedRoleUser.Arn);
        Assert.Matches("^AROA[A-Z2-7]{17}:tests$", inherited.AssumedRoleUser.AssumedRoleId);
    }

    [Fact]
    public async Task Tags_may_pack_to_a_hundred_per_cent_and_no_further()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));

        await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.Tags = [Tag("a", new string('v', 226)), Tag("b", new string('v', 227))]);
        AmazonSecurityTokenServiceException refusal = await Some.RefusalAsync(
            sts, alice.Credentials, The.Hub, request => request.Tags = [Tag("a", new string('v', 230)), Tag("b", new string('v', 230))]);

        Assert.Equal("PackedPolicyTooLarge", refusal.ErrorCode);
    }

    private static Tag Tag(string key, string value) => new() { Key = key, Value = value };
}

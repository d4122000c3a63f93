using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

/// <summary>Trust policies that are about the users and roles there are, and not about names.</summary>
public sealed class StrictPrincipalTests : IAsyncDisposable
{
    private readonly LocalSts _sts = LocalSts.CreateInMemory(options => options.StrictPrincipals = true);

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Fact]
    public async Task A_role_that_was_made_again_is_not_the_one_that_is_trusted()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        LocalRole hub = _sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        LocalRole production = _sts.AddRole(The.Production, Some.Trust(The.Hub));
        await Some.SessionAsync(_sts, await Some.SessionAsync(_sts, alice.Credentials, The.Hub), The.Production);

        Assert.True(_sts.RemoveRole(The.Hub));
        LocalRole again = _sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        Credentials session = await Some.SessionAsync(_sts, alice.Credentials, The.Hub);

        Assert.NotEqual(hub.RoleId, again.RoleId);
        Assert.Matches("^AROA[A-Z2-7]{17}$", again.RoleId);
        Assert.Contains($"\"{hub.RoleId}\"", production.TrustPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain(The.Hub, production.TrustPolicy, StringComparison.Ordinal);
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(_sts, session, The.Production)).ErrorCode);
        Assert.Equal("Denied: no statement of the trust policy allows it to this caller", _sts.Calls[^1].Decision);

        production.TrustPolicy = Some.Trust(The.Hub);
        await Some.SessionAsync(_sts, session, The.Production);
    }

    [Fact]
    public async Task Names_are_enough_where_principals_are_not_strict()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalRole production = sts.AddRole(The.Production, Some.Trust(The.Hub));
        sts.AddRole(The.Hub, Some.Trust(The.Home));
        sts.RemoveRole(The.Hub);

        Assert.Equal(Some.Trust(The.Hub), production.TrustPolicy);
    }

    [Theory]
    [InlineData("arn:aws:iam::111111111111:user/bob")]
    [InlineData("arn:aws:iam::111111111111:user/Alice")]
    [InlineData("arn:aws:iam::222222222222:role/Missing")]
    [InlineData("arn:aws:iam::222222222222:role/teams/HubRole")]
    [InlineData("arn:aws:sts::222222222222:assumed-role/Missing/tests")]
    [InlineData("AROAAAAAAAAAAAAAAAAAA")]
    public void A_trust_policy_names_users_and_roles_that_are_there(string principal)
    {
        _sts.AddUser(The.Home, "alice");
        LocalRole hub = _sts.AddRole(The.Hub, Some.Trust(The.Home));

        string message = Assert.Throws<ArgumentException>(() => _sts.AddRole(The.Production, Some.Trust(principal))).Message;
        Assert.StartsWith($"Invalid principal in policy: \"AWS\":\"{principal}\"", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => hub.TrustPolicy = Some.Trust(principal));
        Assert.Equal(Some.Trust(The.Home), hub.TrustPolicy);
        Assert.Single(_sts.Roles);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("999999999999")]
    [InlineData("arn:aws:iam::999999999999:root")]
    [InlineData("arn:aws:iam::111111111111:user/alice")]
    [InlineData("arn:aws:iam::222222222222:role/HubRole")]
    [InlineData("arn:aws:sts::222222222222:assumed-role/HubRole/tests")]
    public void Accounts_and_what_is_there_may_be_named(string principal)
    {
        _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(The.Home));

        Assert.Equal(Some.Trust(principal), _sts.AddRole(The.Production, Some.Trust(principal)).TrustPolicy);
    }

    [Fact]
    public void A_unique_id_becomes_the_ARN_of_the_role_it_is_of()
    {
        LocalRole hub = _sts.AddRole(The.Hub, Some.Trust(The.Home));

        LocalRole production = _sts.AddRole(The.Production, Some.Trust(hub.RoleId));

        Assert.Contains(The.Hub, production.TrustPolicy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_principal_of_a_list_is_looked_for_and_the_others_hold_on()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(The.Home));
        string both = Some.Trust(alice.Arn + "\",\"" + The.Hub).Replace("{\"AWS\":", "{\"AWS\":[", StringComparison.Ordinal).Replace("},\"Action\"", "]},\"Action\"", StringComparison.Ordinal);
        LocalRole production = _sts.AddRole(The.Production, both);

        _sts.RemoveRole(The.Hub);

        await Some.SessionAsync(_sts, alice.Credentials, The.Production);
        Assert.Contains("AROA", production.TrustPolicy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_name_what_comes_later_and_a_snapshot_what_it_does_not_have()
    {
        string file = $$"""
            { "roles": [ { "arn": "{{The.Production}}", "trust": {{Some.Trust(The.Hub)}} }, { "arn": "{{The.Hub}}", "trust": {{Some.Trust("arn:aws:iam::111111111111:user/alice")}},
              "policies": [ {{The.MayAssumeAnything}} ] } ], "users": [ { "account": "111111111111", "name": "alice" } ] }
            """;
        _sts.Load(file);
        await Some.SessionAsync(_sts, await Some.SessionAsync(_sts, Assert.Single(_sts.Users).Credentials, The.Hub), The.Production);

        await using LocalSts missing = LocalSts.CreateInMemory(options => options.StrictPrincipals = true);
        FormatException fault = Assert.Throws<FormatException>(() => missing.Load(file.Replace("user/alice", "user/bob", StringComparison.Ordinal)));
        Assert.Contains("roles[1]: Invalid principal in policy: \"AWS\":\"arn:aws:iam::111111111111:user/bob\"", fault.Message, StringComparison.Ordinal);

        await using LocalSts planned = LocalSts.CreateInMemory(options => options.StrictPrincipals = true);
        IamSnapshotBuilder plan = new();
        plan.TryAddJson(file.Replace("user/alice", "user/bob", StringComparison.Ordinal), "plan.json");
        Assert.Contains($"{The.Hub} trusts arn:aws:iam::111111111111:user/bob, which is not there.", planned.Load(plan.Build()));
    }
}

using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

/// <summary>Accounts that are loaded from a snapshot, and what binds whole accounts.</summary>
public sealed class SnapshotTests
{
    private const string Everything = """{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}""";

    private const string Organization = $$$"""
        "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" },
        "Parents": { "111111111111": "ou-1", "222222222222": "r-1", "ou-1": "r-1" }
        """;

    private const string FullAccess = $$$"""
        { "PolicySummary": { "Id": "p-FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY" }, "Content": "{{{Everything}}}",
          "Targets": [ { "TargetId": "r-1" }, { "TargetId": "ou-1" }, { "TargetId": "111111111111" }, { "TargetId": "222222222222" } ] }
        """;

    [Fact]
    public async Task Users_roles_and_providers_of_account_details_work()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();

        IReadOnlyList<string> notes = sts.Load(Read("""
            {
              "UserDetailList": [ { "Arn": "arn:aws:iam::111111111111:user/teams/alice", "UserPolicyList": [
                { "PolicyName": "p", "PolicyDocument": {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}} } ] } ],
              "RoleDetailList": [
                { "Arn": "arn:aws:iam::222222222222:role/HubRole", "AssumeRolePolicyDocument":
                  {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/teams/alice"},"Action":"sts:AssumeRole"}} },
                { "Arn": "arn:aws:iam::222222222222:role/Unknown" } ]
            }
            """));

        Credentials hub = await Some.SessionAsync(sts, Assert.Single(sts.Users).Credentials, The.Hub);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/tests", await Some.ArnAsync(sts, hub));
        Assert.Equal(
            ["arn:aws:iam::222222222222:role/Unknown is left out: the trust policy of arn:aws:iam::222222222222:role/Unknown is not known."],
            notes);
    }

    [Fact]
    public async Task A_permissions_boundary_limits_a_user_whose_account_is_trusted()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        sts.AddRole(The.Hub, Some.Trust(The.Home));
        LocalUser alice = sts.AddUser(The.Home, "alice");

        alice.PermissionsBoundary = Some.Allow("s3:*", "*");
        await Some.RefusalAsync(sts, alice.Credentials, The.Hub);
        Assert.Equal("Denied: the caller's permissions boundary leaves it out", sts.Calls[^1].Decision);

        alice.PermissionsBoundary = Some.Allow("sts:*", "*");
        await Some.SessionAsync(sts, alice.Credentials, The.Hub);

        alice.PermissionsBoundary = null;
        await Some.SessionAsync(sts, alice.Credentials, The.Hub);
    }

    [Fact]
    public async Task A_boundary_of_a_role_limits_the_hop_after_it()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything).PermissionsBoundary = Some.Allow("s3:*", "*");
        sts.AddRole(The.Production, Some.Trust(The.Hub));
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);

        AmazonSecurityTokenServiceException refusal = await Some.RefusalAsync(sts, hub, The.Production);

        Assert.Equal("AccessDenied", refusal.ErrorCode);
    }

    [Fact]
    public void A_boundary_that_is_no_policy_is_refused()
    {
        using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");

        Assert.Throws<ArgumentException>(() => alice.PermissionsBoundary = "{}");
        Assert.Null(alice.PermissionsBoundary);
    }

    [Fact]
    public async Task A_service_control_policy_binds_the_callers_account_and_not_that_of_the_role()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        LocalUser stranger = sts.AddUser(The.ProductionAccount, "mallory");
        sts.AddRole(The.Hub, Some.Trust("*"));
        sts.Load(Read($$"""
            { {{Organization}}, "Policies": [ {{FullAccess}}, {{Deny("SERVICE_CONTROL_POLICY", "ou-1")}} ] }
            """));

        await Some.RefusalAsync(sts, alice.Credentials, The.Hub);
        Assert.Equal(
            "Denied: statement 1 of the service control policies of ou-1 denies it", sts.Calls[^1].Decision);
        await Some.SessionAsync(sts, stranger.Credentials, The.Hub);
    }

    [Fact]
    public async Task A_resource_control_policy_binds_the_roles_account_whoever_calls()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        LocalUser stranger = sts.AddUser(The.ProductionAccount, "mallory");
        sts.AddRole(The.Hub, Some.Trust("*"));
        sts.Load(Read($$"""
            { {{Organization}}, "Policies": [ {{Deny("RESOURCE_CONTROL_POLICY", "222222222222", """\"Condition\":{\"StringNotEquals\":{\"aws:PrincipalOrgID\":\"o-1\"}},""")}} ] }
            """));

        await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        AmazonSecurityTokenServiceException refused = await Some.RefusalAsync(sts, stranger.Credentials, The.Hub);
        Assert.EndsWith(
            " on resource: arn:aws:iam::222222222222:role/HubRole with an explicit deny in a resource control policy: "
                + "arn:aws:organizations::999999999999:policy/o-1/resource_control_policy/p-1",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_organization_of_a_caller_is_a_condition_key()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        LocalUser stranger = sts.AddUser(The.ProductionAccount, "mallory");
        sts.AddRole(
            The.Hub,
            Some.Trust("*", """{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/*"},"StringEquals":{"aws:ResourceOrgID":"o-1"}}"""));
        sts.Load(Read($$"""{ {{Organization}} }"""));

        await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        await Some.RefusalAsync(sts, stranger.Credentials, The.Hub);
    }

    [Fact]
    public async Task A_file_of_the_local_STS_has_boundaries_and_an_organization()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        sts.Load($$"""
            {
              "users": [ { "account": "111111111111", "name": "alice", "boundary": {{Some.Allow("sts:*", "*")}} } ],
              "roles": [ { "arn": "{{The.Hub}}", "trust": {{Some.Trust("*", """{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}""")}} } ],
              "organization": { {{Organization}} }
            }
            """);

        await Some.SessionAsync(sts, Assert.Single(sts.Users).Credentials, The.Hub);
        Assert.NotNull(sts.Users[0].PermissionsBoundary);
    }

    [Fact]
    public async Task The_file_in_the_README_works()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();

        sts.Load(Readme.Block("json"));

        await Some.SessionAsync(sts, sts.Users.Single(user => user.Arn.EndsWith("/alice", StringComparison.Ordinal)).Credentials, The.Hub);
    }

    private static string Deny(string type, string target, string condition = "")
    {
        string principal = type == "RESOURCE_CONTROL_POLICY" ? """\"Principal\":\"*\",""" : "";
        return $$"""
            { "PolicySummary": { "Id": "p-1", "Type": "{{type}}" }, "Targets": [ { "TargetId": "{{target}}" } ],
              "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",{{principal}}{{condition}}\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\"} }" }
            """;
    }

    private static IamSnapshot Read(string json)
    {
        IamSnapshotBuilder builder = new();
        Assert.True(builder.TryAddJson(json, "accounts.json"));
        return builder.Build();
    }
}

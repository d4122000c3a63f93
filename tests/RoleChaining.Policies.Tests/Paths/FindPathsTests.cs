namespace RoleChaining.Paths;

/// <summary>Who reaches a role.</summary>
public sealed class FindPathsTests
{
    private const string Other = "arn:aws:iam::222222222222:role/Other";

    [Fact]
    public void Shortest_paths_come_first_and_each_ends_at_the_role()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", Accounts.MayAssume("*"))],
            (Accounts.Hub, Accounts.Trust(Accounts.Alice), Accounts.MayAssume(Accounts.Production)),
            (Accounts.Production, Accounts.Trust(Accounts.Hub), null)));

        IReadOnlyList<RolePath> paths = snapshot.FindPaths(Accounts.Production);

        Assert.Equal(
            [$"{Accounts.Hub} -> {Accounts.Production}", $"{Accounts.Alice} -> {Accounts.Hub} -> {Accounts.Production}"],
            paths.Select(path => path.ToString()));
        Assert.All(paths, path => Assert.Equal(IamOutcome.Allowed, path.Outcome));
        Assert.All(paths, path => Assert.Equal(Accounts.Production, path.To));
    }

    [Fact]
    public void A_caller_that_the_trust_policy_names_but_whose_own_policies_do_not_allow_it_has_no_path()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Accounts.Hub, Accounts.Trust(Accounts.Alice), null),
            (Accounts.Production, Accounts.Trust(Accounts.Hub), null)));

        Assert.Empty(snapshot.FindPaths(Accounts.Production));
    }

    [Fact]
    public void An_account_in_a_trust_policy_stands_for_those_of_its_principals_that_may_assume_the_role()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", Accounts.MayAssume(Accounts.Production)), ("mallory", null)],
            (Accounts.Production, Accounts.Trust("arn:aws:iam::111111111111:root"), null)));

        Assert.Equal(Accounts.Alice, Assert.Single(snapshot.FindPaths(Accounts.Production)).From);
    }

    [Fact]
    public void An_account_of_which_nothing_is_known_is_itself_the_caller()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write([], (Accounts.Production, Accounts.Trust("999999999999"), null)));

        RolePath path = Assert.Single(snapshot.FindPaths(Accounts.Production));

        Assert.Equal("arn:aws:iam::999999999999:root", path.From);
        Assert.Equal(IamOutcome.Unknown, path.Outcome);
        Assert.Equal(["the policies of the caller, which are in no file"], path.Hops[0].Conditions);
    }

    [Fact]
    public void An_account_without_a_partition_is_one_of_the_partition_of_the_role()
    {
        const string role = "arn:aws-cn:iam::333333333333:role/ProductionRole";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write([], (role, Accounts.Trust("999999999999"), null)));

        Assert.Equal("arn:aws-cn:iam::999999999999:root", Assert.Single(snapshot.FindPaths(role)).From);
    }

    [Fact]
    public void Everybody_is_expanded_to_all_who_may_and_stands_for_strangers_too()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", Accounts.MayAssume("*"))],
            (Accounts.Production, Accounts.Trust("*"), null),
            (Other, Accounts.Trust(Other), Accounts.MayAssume("arn:aws:iam::*:role/Prod*"))));

        Assert.Equal(
            ["*", Accounts.Alice, Other],
            snapshot.FindPaths(Accounts.Production).Select(path => path.From).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everybody_of_the_role_s_own_account_needs_no_policy()
    {
        const string Local = "arn:aws:iam::333333333333:role/Local";
        const string Condition = """{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::333333333333:role/Local"}}""";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [], (Local, Accounts.Trust(Accounts.Alice), null), (Accounts.Production, Accounts.Trust("*", Condition), null)));

        Assert.Equal(IamOutcome.Allowed, Assert.Single(snapshot.FindPaths(Accounts.Production, from: Local)).Outcome);
    }

    [Fact]
    public void What_a_hop_asks_is_told_without_the_external_id()
    {
        const string Conditions = """
            {"StringEquals":{"sts:ExternalId":"very-secret","aws:RequestTag/team":"alpha","sts:SourceIdentity":"alice"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}
            """;
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", Accounts.MayAssume("*"))], (Accounts.Production, Accounts.Trust(Accounts.Alice, Conditions), null)));

        RolePathHop hop = Assert.Single(Assert.Single(snapshot.FindPaths(Accounts.Production)).Hops);

        Assert.Equal(IamOutcome.Unknown, hop.Outcome);
        Assert.Equal(
            [
                "the external id", "StringEquals aws:RequestTag/team \"alpha\"", "StringEquals sts:SourceIdentity \"alice\"",
                "Bool aws:MultiFactorAuthPresent \"true\"",
            ],
            hop.Conditions);
    }

    [Fact]
    public void A_condition_on_who_calls_is_decided_and_not_asked()
    {
        const string Condition = """{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/H*"}}""";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", Accounts.MayAssume("*"))],
            (Accounts.Hub, Accounts.Trust("*", Condition), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust("*", Condition), null)));

        IReadOnlyList<RolePath> paths = snapshot.FindPaths(Accounts.Production, from: Accounts.Hub);

        Assert.Equal(IamOutcome.Allowed, Assert.Single(paths).Outcome);
        Assert.Empty(snapshot.FindPaths(Accounts.Production, from: Accounts.Alice));
    }

    [Fact]
    public void Services_and_identity_providers_begin_paths()
    {
        const string Provider = "arn:aws:iam::222222222222:oidc-provider/token.example.com";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Other, Accounts.Trust("ec2.amazonaws.com", type: "Service"), Accounts.MayAssume("*")),
            (Accounts.Hub, Accounts.Trust(Provider, type: "Federated", action: "sts:AssumeRoleWithWebIdentity"), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust("222222222222"), null)));

        Assert.Equal(
            ["sts:AssumeRole", "sts:AssumeRole"],
            Assert.Single(snapshot.FindPaths(Accounts.Production, from: "ec2.amazonaws.com")).Hops.Select(hop => hop.Action));
        Assert.Equal(
            ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"],
            Assert.Single(snapshot.FindPaths(Accounts.Production, from: Provider)).Hops.Select(hop => hop.Action));
    }

    [Fact]
    public void A_session_in_a_trust_policy_is_found_at_its_role_with_its_path()
    {
        const string Pathed = "arn:aws:iam::222222222222:role/service/Pathed";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Pathed, Accounts.Trust(Accounts.Alice), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust("arn:aws:sts::222222222222:assumed-role/Pathed/nightly"), null)));

        Assert.Contains(snapshot.FindPaths(Accounts.Production), path => path.From == Pathed);
    }

    [Fact]
    public void A_session_without_a_name_in_a_trust_policy_is_nobody()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Accounts.Hub, Accounts.Trust("arn:aws:sts::222222222222:assumed-role/Hub"), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust("arn:aws:sts::999999999999:assumed-role/Hub"), null)));

        Assert.Empty(snapshot.FindPaths(Accounts.Hub));
        Assert.Empty(snapshot.FindPaths(Accounts.Production));
    }

    [Fact]
    public void Conditions_on_another_action_are_not_asked()
    {
        const string Trust = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":"{{{Accounts.Alice}}}"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"} } },
              {"Effect":"Allow","Principal":{"AWS":"{{{Accounts.Alice}}}"},"Action":"sts:TagSession","Condition":{"StringEquals":{"aws:RequestTag/team":"a"} } }]}
            """;
        IamSnapshot snapshot = Accounts.Read(Accounts.Write([("alice", Accounts.MayAssume("*"))], (Accounts.Production, Trust, null)));

        Assert.Equal(["the external id"], Assert.Single(snapshot.FindPaths(Accounts.Production)).Hops[0].Conditions);
    }

    [Fact]
    public void Roles_that_trust_each_other_make_no_endless_path()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Accounts.Hub, Accounts.Trust(Accounts.Production), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust(Accounts.Hub), Accounts.MayAssume("*"))));

        Assert.Equal(Accounts.Hub, Assert.Single(snapshot.FindPaths(Accounts.Production, maxHops: 10)).From);
    }

    [Fact]
    public void No_path_is_longer_than_asked()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", Accounts.MayAssume("*"))],
            (Accounts.Hub, Accounts.Trust(Accounts.Alice), Accounts.MayAssume(Accounts.Production)),
            (Accounts.Production, Accounts.Trust(Accounts.Hub), null)));

        Assert.Equal(Accounts.Hub, Assert.Single(snapshot.FindPaths(Accounts.Production, maxHops: 1)).From);
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot.FindPaths(Accounts.Production, maxHops: 0));
    }

    [Fact]
    public void A_service_control_policy_that_denies_it_ends_a_path()
    {
        const string Organization = """
            {
              "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" },
              "Parents": { "111111111111": "r-1", "333333333333": "r-1" },
              "Policies": [
                { "PolicySummary": { "Id": "p-FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY" }, "Targets": [ { "TargetId": "r-1" }, { "TargetId": "111111111111" } ],
                  "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}" },
                { "PolicySummary": { "Id": "p-1", "Type": "SERVICE_CONTROL_POLICY" }, "Targets": [ { "TargetId": "111111111111" } ],
                  "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\"}}" }
              ]
            }
            """;
        string accounts = Accounts.Write(
            [("alice", Accounts.MayAssume("*"))], (Accounts.Production, Accounts.Trust(Accounts.Alice), null));

        Assert.Single(Accounts.Read(accounts).FindPaths(Accounts.Production));
        Assert.Empty(Accounts.Read(accounts, Organization).FindPaths(Accounts.Production));
    }

    [Fact]
    public void A_place_in_the_organization_of_which_a_part_is_not_known_leaves_a_condition_open()
    {
        const string Organization = """{ "Organization": { "Id": "o-1" }, "Parents": { "111111111111": "ou-1" } }""";
        const string Condition = """{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/*"}}""";
        IamSnapshot snapshot = Accounts.Read(
            Accounts.Write([("alice", Accounts.MayAssume("*"))], (Accounts.Production, Accounts.Trust(Accounts.Alice, Condition), null)),
            Organization);

        Assert.Equal(IamOutcome.Unknown, Assert.Single(snapshot.FindPaths(Accounts.Production)).Outcome);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("arn:aws:iam::111111111111:root")]
    [InlineData("111111111111")]
    [InlineData(Accounts.Alice)]
    [InlineData("arn:aws:iam::999999999999:root")]
    [InlineData("arn:aws:iam::999999999999:user/stranger")]
    public void Nobody_assumes_a_role_of_another_partition(string principal)
    {
        const string role = "arn:aws-cn:iam::333333333333:role/ProductionRole";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write([("alice", Accounts.MayAssume("*"))], (role, Accounts.Trust(principal), null)));

        Assert.Equal(principal == "*" ? ["*"] : [], snapshot.FindPaths(role).Select(path => path.From));
        Assert.Empty(snapshot.FindPaths(role, from: Accounts.Alice));
    }

    [Fact]
    public void Federated_users_assume_no_role()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [], (Accounts.Production, Accounts.Trust("arn:aws:sts::333333333333:federated-user/bob"), null)));

        Assert.Empty(snapshot.FindPaths(Accounts.Production));
        Assert.Empty(snapshot.FindPaths(Accounts.Production, from: "arn:aws:sts::333333333333:federated-user/bob"));
    }

    [Fact]
    public void A_role_of_which_a_trust_policy_names_one_session_may_assume_it_under_that_name()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Accounts.Hub, Accounts.Trust("ec2.amazonaws.com", """{"StringEquals":{"sts:RoleSessionName":"other"}}""", "Service"), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust("arn:aws:sts::222222222222:assumed-role/Hub/s"), null)));

        IReadOnlyList<RolePath> paths = snapshot.FindPaths(Accounts.Production);

        Assert.Equal([Accounts.Hub, "ec2.amazonaws.com"], paths.Select(path => path.From));
        Assert.All(paths, path => Assert.Equal(IamOutcome.Unknown, path.Outcome));
        Assert.All(paths, path => Assert.Equal(["the session name s"], path.Hops[^1].Conditions));
        Assert.Equal(IamOutcome.Unknown, paths[1].Hops[1].Outcome);
    }

    [Fact]
    public void Names_of_sessions_that_a_trust_policy_takes_and_refuses_are_told()
    {
        const string Trust = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":["arn:aws:sts::222222222222:assumed-role/Hub/s","arn:aws:sts::222222222222:assumed-role/Hub/t",
                "arn:aws:sts::222222222222:assumed-role/Other/x"]},"Action":"sts:AssumeRole"},
              {"Effect":"Deny","Principal":{"AWS":"arn:aws:sts::222222222222:assumed-role/Hub/bad"},"Action":"sts:AssumeRole"}]}
            """;
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [], (Accounts.Hub, Accounts.Trust(Accounts.Alice), Accounts.MayAssume("*")), (Accounts.Production, Trust, null)));

        RolePath path = Assert.Single(snapshot.FindPaths(Accounts.Production, from: Accounts.Hub));

        Assert.Equal(["the session name s or t", "not the session name bad"], path.Hops[0].Conditions);
    }

    [Fact]
    public void A_role_that_is_named_itself_needs_no_name_of_a_session()
    {
        const string Trust = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
              "Principal":{"AWS":["arn:aws:sts::222222222222:assumed-role/Hub/s","arn:aws:iam::222222222222:role/Hub"]} }}
            """;
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [], (Accounts.Hub, Accounts.Trust(Accounts.Alice), Accounts.MayAssume("*")), (Accounts.Production, Trust, null)));

        RolePath path = Assert.Single(snapshot.FindPaths(Accounts.Production, from: Accounts.Hub));

        Assert.Equal(IamOutcome.Allowed, path.Outcome);
        Assert.Empty(path.Hops[0].Conditions);
    }

    [Theory]
    [InlineData("aws:PrincipalOrgID", "o-1", true)]
    [InlineData("aws:PrincipalOrgID", "o-2", false)]
    [InlineData("aws:ResourceOrgID", "o-1", true)]
    [InlineData("aws:PrincipalAccount", "111111111111", true)]
    [InlineData("aws:PrincipalAccount", "333333333333", false)]
    [InlineData("aws:ResourceAccount", "333333333333", true)]
    [InlineData("aws:PrincipalType", "User", true)]
    [InlineData("aws:PrincipalType", "AssumedRole", false)]
    [InlineData("aws:username", "alice", true)]
    [InlineData("aws:username", "mallory", false)]
    [InlineData("aws:PrincipalArn", Accounts.Alice, true)]
    [InlineData("aws:PrincipalIsAWSService", "false", true)]
    [InlineData("aws:PrincipalIsAWSService", "true", false)]
    [InlineData("aws:ViaAWSService", "true", false)]
    [InlineData("aws:SecureTransport", "true", true)]
    public void What_is_known_of_caller_and_role_decides_a_condition(string key, string value, bool isMet)
    {
        const string Organization = """
            { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Parents": { "111111111111": "r-1", "333333333333": "r-1" } }
            """;
        string trust = Accounts.Trust(Accounts.Alice, $$"""{"StringEquals":{"{{key}}":"{{value}}"} }""");
        string accounts = Accounts.Write([("alice", Accounts.MayAssume("*"))], (Accounts.Production, trust, null));

        IReadOnlyList<RolePath> paths = Accounts.Read(accounts, Organization).FindPaths(Accounts.Production);

        Assert.Equal(isMet ? [Accounts.Alice] : [], paths.Select(path => path.From));
        Assert.All(paths, path => Assert.Empty(path.Hops[0].Conditions));
    }
}

namespace RoleChaining.Paths;

/// <summary>Whether one caller reaches a role: one of whom little is known, or a session.</summary>
public sealed class FindPathsFromTests
{
    private const string Other = "arn:aws:iam::222222222222:role/Other";

    /// <summary>No file has alice or her account.</summary>
    [Theory]
    [InlineData("111111111111")]
    [InlineData("arn:aws:iam::111111111111:root")]
    [InlineData("*")]
    [InlineData(Accounts.Alice)]
    public void A_caller_of_whom_nothing_is_known_begins_a_path_of_which_its_policies_are_not_known(string principal)
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Accounts.Hub, Accounts.Trust(principal), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust(Accounts.Hub), null)));

        RolePath path = Assert.Single(snapshot.FindPaths(Accounts.Production, from: Accounts.Alice));

        Assert.Equal($"{Accounts.Alice} -> {Accounts.Hub} -> {Accounts.Production}", path.ToString());
        Assert.Equal(IamOutcome.Unknown, path.Outcome);
        Assert.Equal([$"the policies of {Accounts.Alice}"], path.Hops[0].Conditions);
    }

    [Fact]
    public void A_caller_of_whom_nothing_is_known_is_one_whom_no_file_of_its_account_has_too()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("bob", Accounts.MayAssume("*"))], (Accounts.Production, Accounts.Trust("111111111111"), null)));

        Assert.Equal(IamOutcome.Unknown, Assert.Single(snapshot.FindPaths(Accounts.Production, from: Accounts.Alice)).Outcome);
    }

    [Theory]
    [InlineData("999999999999", "{}")]
    [InlineData("arn:aws:iam::111111111111:user/bob", "{}")]
    [InlineData("*", """{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/*"}}""")]
    public void A_caller_of_whom_nothing_is_known_but_whom_the_trust_policy_does_not_mean_has_no_path(string principal, string condition)
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write([], (Accounts.Production, Accounts.Trust(principal, condition), null)));

        Assert.Empty(snapshot.FindPaths(Accounts.Production, from: Accounts.Alice));
    }

    [Fact]
    public void Everybody_may_be_of_an_account_of_which_nothing_is_known()
    {
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", null)], (Accounts.Production, Accounts.Trust("*"), null)));

        Assert.Equal("*", Assert.Single(snapshot.FindPaths(Accounts.Production, from: "999999999999")).From);
        Assert.Empty(snapshot.FindPaths(Accounts.Production, from: "111111111111")); // its principals are known, and none may
        Assert.Empty(snapshot.FindPaths(Accounts.Production, from: "ec2.amazonaws.com"));
    }

    /// <summary>Mallory's own policies, which are needed from another account, do not allow it.</summary>
    [Fact]
    public void Whom_a_trust_policy_that_is_not_known_lets_in_is_not_known_for_a_caller_either()
    {
        const string Local = "arn:aws:iam::333333333333:user/local";
        string details = $$"""
            { "UserDetailList": [], "RoleDetailList": [ { "Arn": "{{Accounts.Production}}", "RoleName": "Production", "RoleId": "AROA1", "Path": "/",
              "AssumeRolePolicyDocument": "nothing that can be read", "RolePolicyList": [], "AttachedManagedPolicies": [] } ], "Policies": [] }
            """;
        IamSnapshot snapshot = Accounts.Read(details, Accounts.Write([("alice", Accounts.MayAssume("*")), ("mallory", null)]));

        Assert.Equal("?", Assert.Single(snapshot.FindPaths(Accounts.Production)).From);
        foreach (string from in (string[])[Accounts.Alice, Local])
        {
            RolePath path = Assert.Single(snapshot.FindPaths(Accounts.Production, from: from));
            Assert.Equal((from, IamOutcome.Unknown), (path.From, path.Outcome));
        }

        Assert.Empty(snapshot.FindPaths(Accounts.Production, from: "arn:aws:iam::111111111111:user/mallory"));
        Assert.Equal("?", Assert.Single(snapshot.FindPaths(Accounts.Production, from: "ec2.amazonaws.com")).From);
        Assert.Equal("?", Assert.Single(snapshot.FindPaths(Accounts.Production, from: "111111111111")).From);
    }

    [Theory]
    [InlineData("s", true)]
    [InlineData("other", false)]
    public void A_session_begins_paths_under_its_own_name(string name, bool may)
    {
        string session = $"arn:aws:sts::222222222222:assumed-role/Hub/{name}";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [],
            (Accounts.Hub, Accounts.Trust(Accounts.Alice), Accounts.MayAssume("*")),
            (Other, Accounts.Trust("222222222222"), Accounts.MayAssume("*")),
            (Accounts.Production, Accounts.Trust("arn:aws:sts::222222222222:assumed-role/Hub/s"), null)));

        Assert.Equal(may ? [session] : [], snapshot.FindPaths(Accounts.Production, from: session).Select(path => path.From));
        Assert.All(snapshot.FindPaths(Accounts.Production, from: session), path => Assert.Equal(IamOutcome.Allowed, path.Outcome));
        Assert.Equal(IamOutcome.Allowed, Assert.Single(snapshot.FindPaths(Other, from: session)).Outcome); // of its account
    }

    [Fact]
    public void A_session_of_a_role_of_which_nothing_is_known_begins_a_path_of_which_its_policies_are_not_known()
    {
        const string Session = "arn:aws:sts::999999999999:assumed-role/Far/s";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write([], (Accounts.Production, Accounts.Trust("999999999999"), null)));

        RolePath path = Assert.Single(snapshot.FindPaths(Accounts.Production, from: Session));

        Assert.Equal((Session, IamOutcome.Unknown), (path.From, path.Outcome));
        Assert.Equal([$"the policies of {Session}"], path.Hops[0].Conditions);
    }
}

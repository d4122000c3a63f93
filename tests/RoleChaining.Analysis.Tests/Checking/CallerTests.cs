using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>Who calls: what its policies, its tags and its session policies decide.</summary>
public sealed class CallerTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";
    private const string Dev = "arn:aws:iam::111111111111:role/Dev";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string Middle = "arn:aws:iam::222222222222:role/Middle";
    private const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    private const string MayAssume = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}""";
    private const string MayDoAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";
    private const string MayRead = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""";

    private static readonly string TrustsAll = Trust("*");

    [Fact]
    public void One_action_that_is_denied_denies_the_hop_and_the_verdict_is_told_line_by_line()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole(Hub, hop => hop.Tags.Add("team", "alpha")).AssumeRole(Production).BuildChain();

        ChainVerdict verdict = Read([(Hub, TrustsAll, MayAssume), (Production, TrustsAll, MayAssume)], alice: MayAssume).Evaluate(chain, Alice);

        Assert.Equal([IamOutcome.Allowed, IamOutcome.Denied], verdict.Hops[0].Actions.Select(action => action.Outcome));
        Assert.Equal((IamOutcome.Denied, IamOutcome.Allowed), (verdict.Hops[0].Outcome, verdict.Hops[1].Outcome));
        Assert.Equal($"hop 1: {Alice} -> {Hub}: Denied", verdict.Hops[0].ToString());
        Assert.StartsWith($"Denied\nhop 1: {Alice} -> {Hub}: Denied\n  sts:TagSession", verdict.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"\nhop 2: {Hub} -> {Production}: Allowed", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_action_that_is_not_known_leaves_the_hop_unknown()
    {
        const string TagsFromHome = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},
              {"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:TagSession","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}
            """;
        RoleChain chain = new RoleChainBuilder().AssumeRole(Hub, hop => hop.Tags.Add("team", "alpha")).BuildChain();

        HopVerdict verdict = Read([(Hub, TagsFromHome, MayAssume)]).Evaluate(chain, Alice).Hops[0];

        Assert.Equal([IamOutcome.Allowed, IamOutcome.Unknown], verdict.Actions.Select(action => action.Outcome));
        Assert.Equal(IamOutcome.Unknown, verdict.Outcome);
    }

    /// <summary>In one account the trust policy alone lets a user set a source identity. A role in a chain needs its own permission too.</summary>
    [Theory]
    [InlineData(Alice, "arn:aws:iam::111111111111:role/Dev", true)]
    [InlineData(Hub, "arn:aws:iam::222222222222:role/Middle", false)]
    public void A_source_identity_within_an_account_needs_the_permission_of_a_role_and_not_of_a_user(string source, string role, bool isAllowed)
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole(role, hop => hop.SourceIdentity = "alice").BuildChain();
        IamSnapshot snapshot = Read([(Dev, Trust(Alice), MayRead), (Hub, TrustsAll, MayRead), (Middle, Trust(Hub), MayRead)], alice: MayRead);

        ChainVerdict verdict = snapshot.Evaluate(chain, source);

        Assert.True(isAllowed == verdict.IsAllowed, verdict.ToString());
        Assert.Equal(
            isAllowed ? [] : ["sts:SetSourceIdentity"],
            verdict.Hops[0].Actions.Where(action => action.Outcome != IamOutcome.Allowed).Select(action => action.Action));
    }

    [Theory]
    [InlineData("""{"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}""", Dev, IamOutcome.Unknown)]
    [InlineData("""{"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}""", Alice, IamOutcome.Denied)]
    public void How_long_ago_a_session_began_with_MFA_is_not_known(string condition, string source, IamOutcome outcome)
    {
        IamSnapshot snapshot = Read([(Dev, TrustsAll, MayDoAnything), (Hub, Trust("*", condition), MayAssume)]);

        Assert.Equal(outcome, snapshot.Evaluate(new RoleChainBuilder().AssumeRole(Hub).BuildChain(), source).Outcome);
    }

    [Fact]
    public void A_transitive_tag_is_a_principal_tag_of_all_hops_after_it()
    {
        const string Condition = """{"StringEquals":{"aws:PrincipalTag/TEAM":"alpha","aws:PrincipalTag/stage":"live"}}""";
        RoleChain chain = new RoleChainBuilder().WithRegion("eu-west-1")
            .AssumeRole(Hub, hop => hop.Tags.Add("team", "alpha", transitive: true))
            .AssumeRole(Middle, hop => hop.Tags.Add("Stage", "live"))
            .AssumeRole(Production)
            .BuildChain();

        ChainVerdict verdict = Read([(Hub, TrustsAll, MayDoAnything), (Middle, TrustsAll, MayDoAnything), (Production, Trust(Middle, Condition), MayRead)]).Evaluate(chain, Alice);

        Assert.True(verdict.IsAllowed, verdict.ToString());
    }

    [Fact]
    public void Session_policies_limit_the_next_hop_together()
    {
        const string Managed = "arn:aws:iam::222222222222:policy/Assume";
        const string Details = $$"""
            { "RoleDetailList": [], "Policies": [ { "Arn": "{{Managed}}", "DefaultVersionId": "v1",
              "PolicyVersionList": [ { "VersionId": "v1", "IsDefaultVersion": true, "Document": {{MayAssume}} } ] } ] }
            """;
        IamSnapshotBuilder builder = new();
        Assert.True(builder.TryAddJson(Details, "details.json"));
        Assert.True(builder.TryAddJson(Accounts([(Hub, TrustsAll, MayDoAnything), (Production, TrustsAll, MayRead)]), "accounts.json"));
        IamSnapshot snapshot = builder.Build();

        Assert.True(snapshot.Evaluate(With(null, Managed), Alice).IsAllowed);
        Assert.True(snapshot.Evaluate(With(MayRead, Managed), Alice).IsAllowed); // what either allows
        Assert.True(snapshot.Evaluate(With(MayAssume), Alice).IsAllowed);
        Assert.Equal(IamOutcome.Denied, snapshot.Evaluate(With(MayRead), Alice).Outcome);
        Assert.Contains("the session policies of hop 1", snapshot.Evaluate(With(MayRead), Alice).ToString(), StringComparison.Ordinal);
        string missing = Assert.Single(snapshot.Evaluate(With(MayRead, "arn:aws:iam::222222222222:policy/Other"), Alice).Missing);
        Assert.Contains("arn:aws:iam::222222222222:policy/Other", missing, StringComparison.Ordinal);

        static RoleChain With(string? policy, params string[] arns) => new RoleChainBuilder()
            .AssumeRole(Hub, hop =>
            {
                hop.Policy = policy;
                foreach (string arn in arns)
                {
                    hop.PolicyArns.Add(arn);
                }
            })
            .AssumeRole(Production).BuildChain();
    }

    [Fact]
    public void What_was_noted_of_the_files_and_of_accounts_outside_is_told_in_order()
    {
        const string Organization = """
            "organization": { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Parents": { "555555555555": "r-1" },
              "Policies": [ { "PolicySummary": { "Id": "p-1", "Type": "SERVICE_CONTROL_POLICY" }, "Targets": [ { "TargetId": "555555555555" } ],
                "Content": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } } } ] },
            """;
        IamSnapshot snapshot = Read([(Hub, TrustsAll, MayDoAnything)], root: Organization);

        IReadOnlyList<string> notes = snapshot.Evaluate(new RoleChainBuilder().AssumeRole(Hub).BuildChain(), Alice).Notes;

        Assert.Equal(
            [
                "No resource control policies are given, so none are evaluated.",
                "111111111111 is in no organization of the files, so no control policies bind it here.",
                "222222222222 is in no organization of the files, so no control policies bind it here.",
                .. snapshot.Notes,
            ],
            notes);
    }

    private static string Trust(string principal, string condition = "{}") => $$$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{principal}}}"},"Action":"sts:*","Condition":{{{condition}}} }}
        """;

    private static IamSnapshot Read((string Arn, string Trust, string Policy)[] roles, string alice = MayDoAnything, string root = "") =>
        Attempt.Read(Accounts(roles, alice, root));

    private static string Accounts((string Arn, string Trust, string Policy)[] roles, string alice = MayDoAnything, string root = "") => $$"""
        { {{root}} "users": [ { "account": "111111111111", "name": "alice", "policies": [ {{alice}} ] } ],
          "roles": [ {{string.Join(",", roles.Select(role => $$"""{ "arn": "{{role.Arn}}", "trust": {{role.Trust}}, "policies": [ {{role.Policy}} ] }"""))}} ] }
        """;
}

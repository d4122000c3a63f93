using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>What neither the chain nor the files tell is not taken for an answer.</summary>
public sealed class NotToldTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";
    private const string Dev = "arn:aws:iam::111111111111:role/Dev";
    private const string Nightly = "arn:aws:sts::111111111111:assumed-role/Dev/nightly";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    private const string MayDoAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    [Fact]
    public void A_role_that_begins_a_chain_has_a_session_whose_name_is_not_known()
    {
        IamSnapshot snapshot = Read(Trust(Nightly));

        ChainVerdict verdict = snapshot.Evaluate(Chain(Hub), Dev);

        Assert.Equal(IamOutcome.Unknown, verdict.Outcome);
        Assert.Equal([$"the session name of {Dev}"], verdict.Missing);
        Assert.Equal(Dev, verdict.Hops[0].CallerArn);
        Assert.True(snapshot.Evaluate(Chain(Hub), Nightly).IsAllowed);
        Assert.Equal(IamOutcome.Denied, snapshot.Evaluate(Chain(Hub), "arn:aws:sts::111111111111:assumed-role/Dev/other").Outcome);
        Assert.Equal(IamOutcome.Denied, snapshot.Evaluate(Chain(Hub), "arn:aws:iam::111111111111:role/Development").Outcome);
    }

    [Fact]
    public void A_session_that_is_denied_may_be_that_of_the_role()
    {
        string trust = $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{Dev}}"},"Action":"sts:*"},
              {"Effect":"Deny","Principal":{"AWS":"{{Nightly}}"},"Action":"sts:*"}]}
            """;

        Assert.Equal([$"the session name of {Dev}"], Read(trust).Evaluate(Chain(Hub), Dev).Missing);
        Assert.True(Read(trust).Evaluate(Chain(Hub), "arn:aws:sts::111111111111:assumed-role/Dev/other").IsAllowed);
    }

    [Fact]
    public void What_another_part_denies_is_denied_whatever_the_session_s_name_is()
    {
        const string Denies = """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}}""";

        Assert.Equal(IamOutcome.Denied, Read(Trust(Nightly), Denies).Evaluate(Chain(Hub), Dev).Outcome);
    }

    [Theory]
    [InlineData("arn:aws:iam::111111111111:role/teams/Dev", IamOutcome.Unknown)]
    [InlineData("arn:aws:iam::111111111111:role/teams/NotDev", IamOutcome.Denied)]
    [InlineData("arn:aws:iam::999999999999:role/teams/Dev", IamOutcome.Denied)]
    public void A_session_of_a_role_that_is_in_no_file_may_be_of_a_role_with_a_path(string trusted, IamOutcome outcome)
    {
        ChainVerdict verdict = Read(Trust(trusted), dev: null).Evaluate(Chain(Hub), Nightly);

        Assert.Equal(outcome, verdict.Outcome);
        Assert.Equal(outcome == IamOutcome.Unknown, verdict.Missing.Contains($"the path of the role of {Nightly}"));
    }

    [Fact]
    public void The_ARN_of_a_role_whose_path_is_not_known_is_no_condition_key_that_is_known()
    {
        string trust = Trust("*", """{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*"}}""");

        Assert.Contains("the condition key aws:PrincipalArn", Read(trust, dev: null).Evaluate(Chain(Hub), Nightly).Missing);
        Assert.Equal(IamOutcome.Denied, Read(trust).Evaluate(Chain(Hub), Nightly).Outcome);
    }

    [Fact]
    public void A_session_name_that_the_chain_does_not_set_is_that_of_the_program_which_uses_it()
    {
        const string Condition = """{"StringEquals":{"sts:RoleSessionName":"orders"}}""";

        Assert.Equal(["the condition key sts:RoleSessionName"], Read(Trust(Dev, Condition)).Evaluate(Chain(Hub), Dev).Missing);
        Assert.True(Read(Trust(Dev, Condition)).Evaluate(Named("orders"), Dev).IsAllowed);
        Assert.Equal(IamOutcome.Denied, Read(Trust(Dev, Condition)).Evaluate(Named("other"), Dev).Outcome);
    }

    [Fact]
    public void So_is_the_session_that_makes_the_next_hop()
    {
        IamSnapshot snapshot = Read(Trust(Dev), production: Trust("arn:aws:sts::222222222222:assumed-role/HubRole/orders"));

        Assert.Equal([$"the session name of {Hub}"], snapshot.Evaluate(Chain(Hub, Production), Dev).Missing);
        Assert.True(snapshot.Evaluate(Named("orders", Production), Dev).IsAllowed);
        Assert.Equal(IamOutcome.Denied, snapshot.Evaluate(Named("other", Production), Dev).Outcome);
    }

    [Fact]
    public void Whether_a_session_that_begins_a_chain_began_with_MFA_is_not_known()
    {
        const string Condition = """{"Bool":{"aws:MultiFactorAuthPresent":"true"}}""";

        Assert.Equal(["the condition key aws:MultiFactorAuthPresent"], Read(Trust(Dev, Condition)).Evaluate(Chain(Hub), Nightly).Missing);
        Assert.Equal(IamOutcome.Denied, Read(Trust(Alice, Condition)).Evaluate(Chain(Hub), Alice).Outcome);
        Assert.Equal(
            IamOutcome.Denied, Read(Trust(Dev), production: Trust(Hub, Condition)).Evaluate(Chain(Hub, Production), Nightly).Outcome);
    }

    [Fact]
    public void A_role_that_a_file_has_in_another_account_is_named()
    {
        const string Elsewhere = "arn:aws:iam::444444444444:role/HubRole";

        ChainVerdict verdict = Read(Trust(Dev)).Evaluate(Chain(Elsewhere), Dev);

        Assert.Equal([$"{Elsewhere} (in no file, but {Hub} is in accounts.json)"], verdict.Missing);
    }

    [Theory]
    [InlineData("", IamOutcome.Unknown)]
    [InlineData(""", "Accounts": [ { "Id": "999999999999" }, { "Id": "222222222222" } ]""", IamOutcome.Denied)]
    [InlineData(""", "Accounts": [ { "Id": "999999999999" }, { "Id": "111111111111" } ]""", IamOutcome.Allowed)]
    [InlineData(""", "Parents": { "111111111111": "r-1" }""", IamOutcome.Allowed)]
    public void An_account_is_outside_an_organization_where_all_accounts_of_it_are_listed(string more, IamOutcome outcome)
    {
        string organization = $$"""
            "organization": { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }{{more}} },
            """;

        IamSnapshot snapshot = Read(Trust(Alice, """{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"""), root: organization);

        Assert.Equal(outcome, snapshot.Evaluate(Chain(Hub), Alice).Outcome);
    }

    [Theory]
    [InlineData(""" "ou-1": "r-1", "111111111111": "ou-1" """, IamOutcome.Allowed)]
    [InlineData(""" "ou-1": "r-2", "111111111111": "ou-1" """, IamOutcome.Denied)]
    [InlineData(""" "111111111111": "ou-1" """, IamOutcome.Unknown)] // the unit may be below that root
    public void A_place_in_the_organization_decides_where_all_of_it_is_told(string parents, IamOutcome outcome)
    {
        string organization = $$"""
            "organization": { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Parents": { {{parents}} } },
            """;

        IamSnapshot snapshot = Read(
            Trust(Alice, """{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/*"}}"""), root: organization);

        Assert.Equal(outcome, snapshot.Evaluate(Chain(Hub), Alice).Outcome);
    }

    [Fact]
    public void An_account_that_may_be_in_the_organization_is_noted_where_there_are_control_policies()
    {
        const string Policy = """
            { "PolicySummary": { "Id": "p-1", "Type": "SERVICE_CONTROL_POLICY" }, "Targets": [ { "TargetId": "111111111111" } ],
              "Content": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } } }
            """;
        string organization = $$"""
            "organization": { "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Parents": { "111111111111": "r-1" }, "Policies": [ {{Policy}} ] },
            """;

        IReadOnlyList<string> notes = Read(Trust(Alice), root: organization).Evaluate(Chain(Hub), Alice).Notes;

        Assert.Contains("222222222222 is in no organization of the files, so no control policies bind it here.", notes);
        Assert.DoesNotContain(notes, note => note.StartsWith("111111111111", StringComparison.Ordinal));
    }

    private static RoleChain Chain(params string[] roles) => Reading.Ask.Chain(roles);

    private static RoleChain Named(string hub, params string[] then)
    {
        RoleChainBuilder builder = new RoleChainBuilder().WithRegion("eu-west-1").AssumeRole(Hub, hop => hop.SessionName = hub);
        return then.Aggregate(builder, (chain, role) => chain.AssumeRole(role)).BuildChain();
    }

    private static string Trust(string principal, string condition = "{}") => $$$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{principal}}}"},"Action":"sts:*","Condition":{{{condition}}} }}
        """;

    /// <summary>Alice and the role Dev, unless it is null, which may do anything; the hub; and the role behind it.</summary>
    private static IamSnapshot Read(string hub, string? dev = MayDoAnything, string? production = null, string root = "")
    {
        string[] roles =
        [
            .. dev is null ? (string[])[] : [Role(Dev, Trust(Alice), dev)],
            Role(Hub, hub, MayDoAnything),
            Role(Production, production ?? Trust(Hub), MayDoAnything),
        ];
        return Attempt.Read($$"""
            { {{root}} "users": [ { "account": "111111111111", "name": "alice" } ], "roles": [ {{string.Join(",", roles)}} ] }
            """);

        static string Role(string arn, string trust, string policy) => $$"""{ "arn": "{{arn}}", "trust": {{trust}}, "policies": [ {{policy}} ] }""";
    }
}

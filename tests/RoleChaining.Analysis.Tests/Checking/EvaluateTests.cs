using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>Would a chain work in what is known of the accounts?</summary>
public sealed class EvaluateTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    private const string MayAssumeAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}""";
    private const string MayAssumeHub = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::222222222222:role/HubRole"}}""";

    [Fact]
    public void A_role_that_is_in_no_file_is_unknown_and_named()
    {
        ChainVerdict verdict = Attempt.Read(Accounts(Trust(Alice))).Evaluate(Chain(hop => { }, production: true), Alice);

        Assert.Equal(IamOutcome.Unknown, verdict.Outcome);
        Assert.Equal(2, verdict.Blocking!.Hop.Number);
        Assert.Equal([$"{Production} (in no file)"], verdict.Missing);
    }

    [Fact]
    public void A_source_that_is_in_no_file_is_unknown_and_named()
    {
        const string Mallory = "arn:aws:iam::111111111111:user/mallory";

        ChainVerdict verdict = Attempt.Read(Accounts(Trust(Mallory))).Evaluate(Chain(), Mallory);

        Assert.Equal(IamOutcome.Unknown, verdict.Outcome);
        Assert.Equal([$"{Mallory} (in no file)"], verdict.Missing);
    }

    [Fact]
    public void A_source_that_is_in_no_file_does_not_matter_where_the_trust_policy_denies_it() =>
        Assert.Equal(
            IamOutcome.Denied,
            Attempt.Read(Accounts(Trust(Alice))).Evaluate(Chain(), "arn:aws:iam::111111111111:user/mallory").Outcome);

    [Fact]
    public void A_key_of_the_network_is_unknown_unless_it_is_given()
    {
        IamSnapshot snapshot = Attempt.Read(Accounts(Trust(Alice, """{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""")));
        ChainCheckOptions inside = new();
        inside.Context["aws:sourceip"] = ["10.1.2.3"];
        ChainCheckOptions outside = new();
        outside.Context["aws:SourceIp"] = ["192.0.2.1"];

        ChainVerdict unknown = snapshot.Evaluate(Chain(), Alice);

        Assert.Equal(IamOutcome.Unknown, unknown.Outcome);
        Assert.Equal(["the condition key aws:SourceIp"], unknown.Missing);
        Assert.True(snapshot.Evaluate(Chain(), Alice, inside).IsAllowed);
        Assert.Equal(IamOutcome.Denied, snapshot.Evaluate(Chain(), Alice, outside).Outcome);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"x/7"}}""", true)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"x/8"}}""", false)]
    [InlineData("""{"StringEquals":{"sts:RoleSessionName":"orders"}}""", true)]
    [InlineData("""{"StringEquals":{"sts:SourceIdentity":"alice"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/TEAM":"alpha"}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"sts:TransitiveTagKeys":["team"]}}""", true)]
    [InlineData("""{"Bool":{"aws:MultiFactorAuthPresent":"true"}}""", false)]
    [InlineData("""{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:username":"alice"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:PrincipalType":"User"}}""", true)]
    [InlineData("""{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:user/alice"}}""", true)]
    [InlineData("""{"Null":{"aws:TokenIssueTime":"true"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceAccount":"222222222222","aws:PrincipalAccount":"111111111111"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}""", true)]
    [InlineData("""{"StringEquals":{"iam:ResourceTag/stage":"live"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/stage":"live"}}""", false)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}""", true)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"true","aws:ViaAWSService":"false","aws:PrincipalIsAWSService":"false"}}""", true)]
    [InlineData("""{"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}""", false)]
    [InlineData("""{"NumericLessThanIfExists":{"aws:MultiFactorAuthAge":"60"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/other":"alpha"}}""", false)]
    public void What_the_chain_tells_of_a_call_decides_its_conditions(string condition, bool allowed)
    {
        RoleChain chain = Chain(hop =>
        {
            hop.ExternalId = "x/7";
            hop.SessionName = "orders";
            hop.SourceIdentity = "alice";
            hop.Tags.Add("team", "alpha", transitive: true);
        });

        ChainVerdict verdict = Attempt.Read(Accounts(Trust(Alice, condition))).Evaluate(chain, Alice);

        Assert.Equal(allowed ? IamOutcome.Allowed : IamOutcome.Denied, verdict.Outcome);
    }

    [Theory]
    [InlineData("""{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}""")]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"eu-central-1"}}""")]
    public void A_code_of_MFA_and_a_region_of_the_hop_s_own_count(string condition)
    {
        RoleChain chain = Chain(hop =>
        {
            hop.MfaSerialNumber = "arn:aws:iam::111111111111:mfa/alice";
            hop.MfaTokenProvider = _ => Task.FromResult("123456");
            hop.Region = "eu-central-1";
        });

        Assert.True(Attempt.Read(Accounts(Trust(Alice, condition))).Evaluate(chain, Alice).IsAllowed);
    }

    [Theory]
    [InlineData("""{"Null":{"aws:TokenIssueTime":"false"}}""", IamOutcome.Allowed)]
    [InlineData("""{"Null":{"aws:username":"true"}}""", IamOutcome.Allowed)]
    [InlineData("""{"StringEquals":{"sts:SourceIdentity":"alice","aws:SourceIdentity":"alice"}}""", IamOutcome.Allowed)]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/team":"alpha","iam:ResourceTag/team":"alpha"}}""", IamOutcome.Allowed)]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/team":"beta"}}""", IamOutcome.Denied)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/team":"alpha"}}""", IamOutcome.Unknown)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/team":"beta"}}""", IamOutcome.Denied)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/other":"alpha"}}""", IamOutcome.Denied)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:TagKeys":"team"}}""", IamOutcome.Unknown)]
    [InlineData("""{"ForAnyValue:StringEquals":{"sts:TransitiveTagKeys":"team"}}""", IamOutcome.Unknown)]
    [InlineData("""{"Bool":{"aws:MultiFactorAuthPresent":"false"}}""", IamOutcome.Allowed)]
    public void What_a_hop_passes_on_decides_the_conditions_of_the_next(string condition, IamOutcome outcome)
    {
        RoleChain chain = Chain(
            hop =>
            {
                hop.SourceIdentity = "alice";
                hop.Tags.Add("team", "alpha", transitive: true);
            },
            production: true);

        ChainVerdict verdict = Attempt.Read(TwoRoles(Trust(Hub, condition))).Evaluate(chain, Alice);

        Assert.Equal(outcome, verdict.Outcome);
    }

    [Fact]
    public void Credentials_that_may_not_begin_a_chain_are_a_problem()
    {
        IamSnapshot snapshot = Attempt.Read(Accounts(Trust(Alice)));

        Assert.Equal(
            ["Credentials of GetFederationToken may not assume a role."],
            snapshot.Evaluate(Chain(), "arn:aws:sts::111111111111:federated-user/bob").Hops[0].Problems);
        Assert.Contains(
            "The hop asks for a session of 02:00:00, and a chained session lasts one hour at most.",
            snapshot.Evaluate(Chain(hop => hop.Duration = TimeSpan.FromHours(2)), "arn:aws:iam::111111111111:role/Dev").Hops[0].Problems);
    }

    [Fact]
    public void Tags_of_a_hop_are_principal_tags_of_the_next_and_a_role_s_own_tags_are_too()
    {
        string accounts = TwoRoles(
            Trust(Hub, """{"StringEquals":{"aws:PrincipalTag/team":"alpha","aws:PrincipalTag/stage":"live"}}"""),
            more: "\"tags\": { \"team\": \"none\", \"stage\": \"live\" },");

        ChainVerdict verdict = Attempt.Read(accounts).Evaluate(Chain(hop => hop.Tags.Add("Team", "alpha"), production: true), Alice);

        Assert.True(verdict.IsAllowed, verdict.ToString());
    }

    [Fact]
    public void A_session_policy_of_one_hop_limits_the_next()
    {
        const string OnlyS3 = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""";
        RoleChain chain = Chain(hop => hop.Policy = OnlyS3, production: true);
        string accounts = chain.GeneratePolicies(Alice).ToJson();

        ChainVerdict verdict = Attempt.Read(accounts).Evaluate(chain, Alice);

        ActionVerdict action = Assert.Single(verdict.Blocking!.Actions);
        Assert.Equal(2, verdict.Blocking.Hop.Number);
        Assert.Equal(IamPolicyKind.Session, action.Side);
    }

    [Fact]
    public void Both_sides_that_lack_a_statement_are_named()
    {
        string accounts = Accounts("""{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"999999999999"},"Action":"sts:AssumeRole"}}""", "");

        ActionVerdict action = Assert.Single(Attempt.Read(accounts).Evaluate(Chain(), Alice).Blocking!.Actions);

        Assert.Equal([IamPolicyKind.Trust, IamPolicyKind.Identity], action.MissingStatements.Select(missing => missing.Side));
        Assert.Equal(
            $$"""{"Effect":"Allow","Principal":{"AWS":"{{Alice}}"},"Action":"sts:AssumeRole"}""", action.MissingStatements[0].Statement);
        Assert.Equal($$"""{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{{Hub}}"}""", action.MissingStatements[1].Statement);
    }

    [Fact]
    public void An_explicit_deny_is_named_and_no_statement_is_missing()
    {
        string trust = $$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":"{{Alice}}"},"Action":"sts:AssumeRole"},
              {"Sid":"Stop","Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:*"}]}
            """;

        ActionVerdict action = Assert.Single(Attempt.Read(Accounts(trust)).Evaluate(Chain(), Alice).Blocking!.Actions);

        Assert.True(action.Decision.Decisive!.IsExplicitDeny);
        Assert.Equal("Stop", action.Decision.Decisive.Statement!.Sid);
        Assert.Equal(3, action.Decision.Decisive.Statement.Line);
        Assert.Empty(action.MissingStatements);
    }

    [Fact]
    public void A_session_longer_than_the_role_s_longest_is_a_problem()
    {
        ChainVerdict verdict = Attempt.Read(Accounts(Trust(Alice))).Evaluate(Chain(hop => hop.Duration = TimeSpan.FromHours(2)), Alice);

        Assert.Equal(IamOutcome.Denied, verdict.Outcome);
        Assert.Equal([$"The hop asks for a session of 02:00:00, and the longest of {Hub} is 01:00:00."], verdict.Hops[0].Problems);
    }

    [Fact]
    public void A_root_user_may_not_assume_a_role()
    {
        ChainVerdict verdict = Attempt.Read(Accounts(Trust("111111111111"))).Evaluate(Chain(), "arn:aws:iam::111111111111:root");

        Assert.Equal(["A root user may not assume a role."], verdict.Hops[0].Problems);
    }

    [Fact]
    public void Inherited_tags_are_unknown_only_where_it_matters_whether_they_count_as_passed()
    {
        RoleChain chain = Chain(hop => hop.Tags.Add("team", "alpha", transitive: true), production: true);

        Assert.True(Attempt.Read(TwoRoles(Trust(Hub, """{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}"""))).Evaluate(chain, Alice).IsAllowed);
        Assert.Equal(
            ["the condition key aws:TagKeys"],
            Attempt.Read(TwoRoles(Trust(Hub, """{"Null":{"aws:TagKeys":"true"}}"""))).Evaluate(chain, Alice).Missing);
    }

    [Fact]
    public void A_final_role_that_trusts_the_source_makes_the_hub_a_choice()
    {
        string accounts = TwoRoles(Trust("*"));

        string shortcut = Assert.Single(Attempt.Read(accounts).Evaluate(Chain(hop => { }, production: true), Alice).Shortcuts);

        Assert.StartsWith($"{Alice} may assume {Production} directly. Gained: ", shortcut, StringComparison.Ordinal);
        Assert.EndsWith($"Lost: the limits and the audit trail of {Hub}.", shortcut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_final_role_that_trusts_an_identity_provider_needs_no_hub()
    {
        const string Provider = """
            {"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::333333333333:oidc-provider/token.example.com"},
             "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.example.com:sub":"orders"}}}
            """;
        const string HubToo = """{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/HubRole"},"Action":"sts:AssumeRole"}""";
        string accounts = TwoRoles(
            $$"""{"Version":"2012-10-17","Statement":[{{HubToo}},{{Provider}}]}""",
            """ "oidcProviders": [ { "account": "333333333333", "issuer": "https://token.example.com", "audiences": [ "sts.amazonaws.com" ] } ], """);

        string shortcut = Assert.Single(Attempt.Read(accounts).Evaluate(Chain(hop => { }, production: true), Alice).Shortcuts);

        Assert.Contains("a web identity may assume it without a hub", shortcut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_begins_a_chain_is_found_by_the_name_of_its_role_whose_path_it_does_not_have()
    {
        const string Pathed = "arn:aws:iam::111111111111:role/aws-reserved/Sso";
        string accounts = $$"""
            { "roles": [ { "arn": "{{Pathed}}", "policies": [ {{MayAssumeAnything}} ], "trust": {{Trust(Alice)}} }, { "arn": "{{Hub}}", "trust": {{Trust(Pathed)}} } ] }
            """;

        Assert.True(Attempt.Read(accounts).Evaluate(Chain(), "arn:aws:sts::111111111111:assumed-role/Sso/alice").IsAllowed);
    }

    [Fact]
    public void Tags_of_a_session_that_begins_a_chain_are_not_known()
    {
        const string Role = "arn:aws:iam::111111111111:role/Dev";
        string accounts = $$"""
            { "roles": [ { "arn": "{{Role}}", "policies": [ {{MayAssumeAnything}} ], "trust": {{Trust(Alice)}}, "tags": { "dept": "dev" } },
              { "arn": "{{Hub}}", "trust": {{Trust(Role, """{"StringEquals":{"aws:PrincipalTag/dept":"ops"}}""")}} } ] }
            """;

        Assert.Equal(["the condition key aws:PrincipalTag/dept"], Attempt.Read(accounts).Evaluate(Chain(), Role).Missing);
    }

    [Fact]
    public void Where_a_condition_alone_is_not_met_no_statement_is_missing()
    {
        ChainVerdict verdict = Attempt.Read(Accounts(Trust(Alice, """{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"""))).Evaluate(Chain(), Alice);

        Assert.Empty(Assert.Single(verdict.Hops[0].Actions).MissingStatements);
        Assert.Contains("aws:MultiFactorAuthPresent", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_the_external_id_that_is_sent_nor_that_which_is_asked_is_shown()
    {
        ChainVerdict verdict = Attempt.Read(Accounts(Trust(Alice, """{"StringEquals":{"sts:ExternalId":"wanted-secret"}}""")))
            .Evaluate(Chain(hop => hop.ExternalId = "sent-secret"), Alice);

        Assert.Equal(IamOutcome.Denied, verdict.Outcome);
        Assert.DoesNotContain("secret", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_the_chain_tells_is_not_taken_from_the_context()
    {
        ChainCheckOptions options = new();
        options.Context["sts:ExternalId"] = ["x/7"];

        Assert.Equal(
            IamOutcome.Denied,
            Attempt.Read(Accounts(Trust(Alice, """{"StringEquals":{"sts:ExternalId":"x/7"}}"""))).Evaluate(Chain(), Alice, options).Outcome);
    }

    [Fact]
    public void A_role_of_pod_identity_may_leave_its_first_hop_to_the_agent()
    {
        const string Pod = "arn:aws:iam::111111111111:role/Pod";
        string accounts = $$"""
            { "roles": [
              { "arn": "{{Pod}}", "policies": [ {{MayAssumeAnything}} ], "trust": {"Version":"2012-10-17","Statement":
                {"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]} } },
              { "arn": "{{Hub}}", "trust": {{Trust(Pod)}} } ] }
            """;

        string shortcut = Assert.Single(Attempt.Read(accounts).Evaluate(Chain(), Pod).Shortcuts);

        Assert.StartsWith($"{Pod} is a role of EKS Pod Identity, whose association may name {Hub} as its target role.", shortcut, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_verdict_rests_on_is_noted() =>
        Assert.Equal(
            ["No service control policies are given, so none are evaluated.", "No resource control policies are given, so none are evaluated."],
            Attempt.Read(Accounts(Trust(Alice))).Evaluate(Chain(), Alice).Notes);

    [Fact]
    public void A_verdict_and_a_drawing_hold_no_external_id()
    {
        RoleChain chain = Chain(hop => hop.ExternalId = "very-secret");
        ChainVerdict verdict = Attempt.Read(Accounts(Trust(Alice, """{"StringEquals":{"sts:ExternalId":"another"}}"""))).Evaluate(chain, Alice);

        string all = verdict + string.Join('\n', verdict.Hops.SelectMany(hop => hop.Actions).SelectMany(action => action.MissingStatements));

        Assert.DoesNotContain("very-secret", all + chain.ToMermaid(Alice) + chain.ToDot(Alice), StringComparison.Ordinal);
    }

    private static RoleChain Chain(Action<RoleHopOptions>? hub = null, bool production = false)
    {
        RoleChainBuilder builder = new RoleChainBuilder().WithRegion("eu-west-1").AssumeRole(Hub, hub ?? (hop => { }));
        return (production ? builder.AssumeRole(Production) : builder).BuildChain();
    }

    private static string Trust(string principal, string condition = "{}") => $$$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{principal}}}"},"Action":"sts:*","Condition":{{{condition}}} }}
        """;

    private static string TwoRoles(string production, string root = "", string more = "") => $$"""
        {
          {{root}}
          "users": [ { "account": "111111111111", "name": "alice" } ],
          "roles": [
            { "arn": "{{Hub}}", "trust": {{Trust(Alice)}}, {{more}} "policies": [ {{MayAssumeAnything}} ] },
            { "arn": "{{Production}}", "trust": {{production}} }
          ]
        }
        """;

    private static string Accounts(string trust, string policy = MayAssumeHub) => $$"""
        {
          "users": [ { "account": "111111111111", "name": "alice", "policies": [ {{policy}} ] } ],
          "roles": [ { "arn": "{{Hub}}", "trust": {{trust}}, "tags": { "stage": "live" },
            "policies": [ {{MayAssumeAnything}} ] } ]
        }
        """;
}

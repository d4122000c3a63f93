using static RoleChaining.Call;

namespace RoleChaining;

/// <summary>More decisions that public tools and reports give: accounts, organizations and tokens.</summary>
public sealed class PublicVectorsAcrossAccountsTests
{
    private const string Local = "arn:aws:iam::333333333333:role/Local";
    private const string Alpha = "arn:aws:iam::444444444444:role/alpha-1";
    private const string Beta = "arn:aws:iam::444444444444:role/beta-1";
    private const string Provider = "arn:aws:iam::333333333333:oidc-provider/token.example.com";

    [Fact]
    public void A_trust_in_its_own_account_lets_no_role_of_another_in() =>
        AssertDenied(new Call { Caller = CallerSession, Resource = OtherTarget, Trust = Trusts(OtherAccount), Identity = Holds() }, IamPolicyKind.Trust);

    [Fact]
    public void A_trust_in_a_third_account_lets_nobody_in_who_holds_nothing() =>
        AssertDenied(new Call { Trust = Trusts("333333333333") }, IamPolicyKind.Trust);

    [Fact]
    public void A_boundary_may_allow_one_role()
    {
        string boundary = Statement("Allow", "sts:AssumeRole", $"\"Resource\":\"{Target}\"");

        Assert.True(new Call { Trust = Trusts(Account), Identity = Holds(), Boundary = boundary }.Decide().IsAllowed);
        AssertDenied(
            new Call { Resource = Target + "2", Trust = Trusts(Account), Identity = Holds(), Boundary = boundary },
            IamPolicyKind.PermissionsBoundary);
    }

    [Fact]
    public void A_role_of_another_account_that_is_named_and_may_is_let_in() =>
        Assert.True(new Call { Caller = CallerSession, Resource = OtherTarget, Trust = Trusts(CallerRole), Identity = Holds() }.Decide().IsAllowed);

    [Theory]
    [InlineData("repo:orders", IamOutcome.Allowed)]
    [InlineData("repo:other", IamOutcome.Denied)]
    public void A_token_must_have_the_subject_that_the_trust_asks_for(string subject, IamOutcome outcome)
    {
        IamDecision decision = IamEvaluator.Evaluate(new IamRequest
        {
            Principal = new IamPrincipal { Type = IamPrincipalType.WebIdentity, Arn = Provider, AccountId = "333333333333" },
            Action = "sts:AssumeRoleWithWebIdentity",
            Resource = Local,
            Context = new IamContextValues { ["token.example.com:sub"] = IamContextValue.Of(subject) },
            Identity = new IamPolicyLayer("no policies", []),
            ResourcePolicy = Layer(IamPolicyKind.Trust, Accounts.Trust(
                Provider, """{"StringEquals":{"token.example.com:sub":"repo:orders"}}""", "Federated", "sts:AssumeRoleWithWebIdentity")),
            NeedsResourcePolicy = true,
        });

        Assert.Equal(outcome, decision.Outcome);
    }

    /// <summary>
    /// A resource control policy binds whoever calls: see
    /// <see href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html">resource control policies</see>.
    /// </summary>
    [Theory]
    [InlineData("\"*\"", "repo:orders", IamOutcome.Allowed)]
    [InlineData("\"*\"", "repo:other", IamOutcome.Denied)]
    [InlineData("{\"AWS\":\"*\"}", "repo:orders", IamOutcome.Allowed)]
    [InlineData("{\"AWS\":\"*\"}", "repo:other", IamOutcome.Denied)]
    public void A_resource_control_policy_binds_the_bearer_of_a_token_too(string principal, string subject, IamOutcome outcome)
    {
        IamPolicy all = IamPolicy.Parse(
            $$"""{"Statement":{"Effect":"Allow","Principal":{{principal}},"Action":"*","Resource":"*"} }""", IamPolicyKind.ResourceControl);
        IamPolicy guard = IamPolicy.Parse(
            $$"""
            {"Statement":{"Effect":"Deny","Principal":{{principal}},"Action":"sts:*","Resource":"*","Condition":{"StringEquals":{"token.example.com:sub":"repo:other"} } } }
            """, IamPolicyKind.ResourceControl);
        IamDecision decision = IamEvaluator.Evaluate(new IamRequest
        {
            Principal = new IamPrincipal { Type = IamPrincipalType.WebIdentity, Arn = Provider, AccountId = "333333333333" },
            Action = "sts:AssumeRoleWithWebIdentity",
            Resource = Local,
            Context = new IamContextValues { ["token.example.com:sub"] = IamContextValue.Of(subject) },
            Identity = new IamPolicyLayer("no policies", []),
            ResourcePolicy = Layer(IamPolicyKind.Trust, Accounts.Trust(Provider, "{}", "Federated", "sts:AssumeRoleWithWebIdentity")),
            ResourceControl = [new IamPolicyLayer("resource control", [all, guard])],
            NeedsResourcePolicy = true,
        });

        Assert.Equal(outcome, decision.Outcome);
    }

    /// <summary>How AWS was recorded to show the bearer of a token to the trust policy.</summary>
    [Theory]
    [InlineData("Federated", Provider, "{}", true)]
    [InlineData("AWS", "*", "{}", false)]
    [InlineData("Federated", Provider, """{"Null":{"aws:PrincipalArn":"true"}}""", true)]
    [InlineData("Federated", Provider, """{"Null":{"aws:PrincipalArn":"false"}}""", false)]
    [InlineData("Federated", Provider, """{"StringEquals":{"aws:PrincipalType":"User"}}""", true)]
    [InlineData("Federated", Provider, """{"StringEquals":{"aws:PrincipalType":"FederatedUser"}}""", false)]
    [InlineData("Federated", Provider, """{"StringEquals":{"aws:userid":"arn:aws:iam::333333333333:oidc-provider/token.example.com"}}""", true)]
    [InlineData("Federated", Provider, """{"StringLike":{"aws:userid":"*:orders"}}""", false)]
    [InlineData("Federated", Provider, """{"StringEquals":{"aws:PrincipalAccount":"333333333333"}}""", true)]
    public void A_token_and_the_trust(string type, string principal, string condition, bool isAllowed)
    {
        string trust = Accounts.Trust(principal, condition, type, "sts:AssumeRoleWithWebIdentity");

        IReadOnlyList<RolePath> paths = Accounts.Read(Accounts.Write([], (Local, trust, null))).FindPaths(Local, from: Provider);

        Assert.Equal(isAllowed ? [IamOutcome.Allowed] : [], paths.Select(path => path.Outcome));
    }

    /// <summary>Who comes to a role that names everybody under a condition on the caller's ARN.</summary>
    [Theory]
    [InlineData("""{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::333333333333:role/Local"}}""", null, Local)]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/alpha-*"}}""", null, Alpha)]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/alpha-*"}}""", "111111111111", Accounts.Alice, Alpha)]
    public void Everybody_with_a_condition_on_the_ARN(string condition, string? account, params string[] callers)
    {
        string everybody = $$$"""{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{{{condition}}} }""";
        string named = $$"""{"Effect":"Allow","Principal":{"AWS":"{{account}}"},"Action":"sts:AssumeRole"}""";
        string statements = account is null ? everybody : $"{everybody},{named}";
        string trust = $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""";
        IamSnapshot snapshot = Accounts.Read(Accounts.Write(
            [("alice", Accounts.MayAssume("*"))],
            (Local, Accounts.Trust("999999999999"), null),
            (Alpha, Accounts.Trust("999999999999"), Accounts.MayAssume("*")),
            (Beta, Accounts.Trust("999999999999"), Accounts.MayAssume("*")),
            (Accounts.Production, trust, null)));

        IEnumerable<string> found = snapshot.FindPaths(Accounts.Production, maxHops: 1)
            .Where(path => path.Outcome == IamOutcome.Allowed)
            .Select(path => path.From);

        Assert.Equal(callers.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_boundary_binds_a_session_that_another_account_names()
    {
        Call call = new()
        {
            Caller = "arn:aws:sts::222222222222:assumed-role/Caller/session",
            Action = "s3:GetObject",
            Resource = Bucket,
            ResourcePolicy = Grants("arn:aws:sts::222222222222:assumed-role/Caller/session"),
            Identity = Holds(),
        };

        Assert.True(call.Decide().IsAllowed);
        AssertDenied(
            new Call
            {
                Caller = call.Caller,
                Action = call.Action,
                Resource = Bucket,
                ResourcePolicy = call.ResourcePolicy,
                Identity = Holds(),
                Boundary = Holds(action: "ec2:*"),
            },
            IamPolicyKind.PermissionsBoundary);
    }

    [Theory]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}""", IamPolicyKind.Trust)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}""", IamPolicyKind.Trust)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}""", IamPolicyKind.Trust)]
    public void What_IAM_does_not_store_is_refused_and_not_evaluated(string policy, IamPolicyKind kind) =>
        Assert.False(IamPolicy.TryParse(policy, kind, null, out _, out _));

    [Fact]
    public void A_statement_without_a_principal_matches_nobody_and_those_beside_it_count()
    {
        string policy = $$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Deny","Action":"s3:*","Resource":"*"},
              {"Effect":"Allow","Principal":{"AWS":"{{Alice}}"},"Action":"s3:GetObject","Resource":"*"}]}
            """;

        Assert.True(new Call { Action = "s3:GetObject", Resource = Bucket, ResourcePolicy = policy }.Decide().IsAllowed);
        Assert.Contains("matches nobody", Assert.Single(IamPolicy.Parse(policy, IamPolicyKind.Resource).Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3:ListAllMyBuckets", Alice, "Denied")]
    [InlineData("ec2:DescribeInstances", Alice, "Allowed")]
    [InlineData("s3:ListAllMyBuckets", "arn:aws:iam::111111111111:role/aws-service-role/replication.s3.amazonaws.com/Caller", "Allowed")]
    public void A_unit_that_denies_a_service_leaves_service_linked_roles_alone(string action, string caller, string outcome) => Assert.Equal(
        outcome,
        new Call
        {
            Caller = caller,
            Action = action,
            Resource = "*",
            Identity = Holds(),
            ServiceControl = [Layer(IamPolicyKind.ServiceControl, Holds(), Holds("Deny", "s3:*"))],
        }.Decide().Outcome.ToString());

    [Fact]
    public void A_resource_control_policy_is_about_its_own_actions_and_does_not_outweigh_a_service_control_policy()
    {
        IamPolicyLayer[] resource = [Layer(IamPolicyKind.ResourceControl, Everybody("Allow", "*"), Everybody("Deny", "s3:*"))];
        IamPolicyLayer[] service = [Layer(IamPolicyKind.ServiceControl, Holds(), Holds("Deny", "sts:*"))];

        Assert.True(new Call { Trust = Trusts(Account), Identity = Holds(), ResourceControl = resource }.Decide().IsAllowed);
        AssertDenied(
            new Call { Trust = Trusts(Account), Identity = Holds(), ResourceControl = resource, ServiceControl = service },
            IamPolicyKind.ServiceControl);

        static string Everybody(string effect, string action) => Statement(effect, action, "\"Principal\":\"*\",\"Resource\":\"*\"");
    }

    [Fact]
    public void A_member_s_resource_control_policy_binds_the_management_account_s_callers()
    {
        const string Organization = """
            {
              "Organization": { "Id": "o-1", "MasterAccountId": "111111111111" },
              "Parents": { "333333333333": "r-1" },
              "Policies": [ { "PolicySummary": { "Id": "p-1", "Type": "RESOURCE_CONTROL_POLICY" }, "Targets": [ { "TargetId": "333333333333" } ],
                "Content": { "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*" } } } ]
            }
            """;
        string accounts = Accounts.Write(
            [("alice", Accounts.MayAssume("*"))], (Accounts.Production, Accounts.Trust(Accounts.Alice), null));

        Assert.Single(Accounts.Read(accounts).FindPaths(Accounts.Production));
        Assert.Empty(Accounts.Read(accounts, Organization).FindPaths(Accounts.Production));
    }

    /// <summary>Bob of one account reads the other account's objects, but not those whose names have "log".</summary>
    [Theory]
    [InlineData("arn:aws:s3:::production-logs/x", "Denied")]
    [InlineData("arn:aws:s3:::production/x", "Allowed")]
    public void A_user_whose_own_policy_denies_some_names(string resource, string outcome)
    {
        IamDecision decision = IamEvaluator.Evaluate(new IamRequest
        {
            Principal = IamPrincipal.Parse(Alice),
            Action = "s3:PutObject",
            Resource = resource,
            ResourceAccountId = OtherAccount,
            Context = new IamContextValues(),
            Identity = Layer(
                IamPolicyKind.Identity,
                Statement("Allow", "s3:PutObject", "\"Resource\":\"arn:aws:s3:::production*/*\""),
                Statement("Deny", "s3:*", "\"Resource\":\"arn:aws:s3:::*log*\"")),
            ResourcePolicy = Layer(IamPolicyKind.Resource, Grants(Alice)),
        });

        Assert.Equal(outcome, decision.Outcome.ToString());
        Assert.Equal(outcome == "Denied", decision.Decisive!.IsExplicitDeny);
    }

    [Fact]
    public void A_bucket_policy_that_names_a_role_is_enough_for_its_session() => Assert.True(
        new Call { Caller = CallerSession, Action = "s3:GetObject", Resource = Bucket, ResourcePolicy = Grants(CallerRole) }.Decide().IsAllowed);

    [Theory]
    [InlineData("StringEquals", "a", false)]
    [InlineData("StringNotEquals", "b", false)]
    [InlineData("StringEqualsIfExists", "a", false)]
    [InlineData("StringNotEqualsIfExists", "b", false)]
    [InlineData("ForAnyValue:StringEquals", "a", true)]
    public void A_list_under_an_operator_for_one_value_never_matches(string @operator, string value, bool isAllowed) =>
        Assert.Equal(isAllowed, DecideIf(@operator, "aws:TagKeys", value, IamContextValue.OfList(["a"])).IsAllowed);

    [Theory]
    [InlineData("NumericNotEquals", "300", "many", true)]
    [InlineData("DateNotEquals", "2026-01-01T00:00:00Z", "tomorrow", true)]
    [InlineData("IpAddress", "10.0.0.0/8", "not-an-ip", false)]
    [InlineData("NotIpAddress", "10.0.0.0/8", "not-an-ip", false)]
    [InlineData("ArnLike", "arn:aws:iam::*:role/x", "role/x", false)]
    [InlineData("ArnNotLike", "arn:aws:iam::*:role/x", "role/x", false)]
    public void A_value_that_is_not_of_the_operators_type(string @operator, string policy, string actual, bool isAllowed) =>
        Assert.Equal(isAllowed, DecideIf(@operator, "aws:PrincipalTag/x", policy, IamContextValue.Of(actual)).IsAllowed);

    [Fact]
    public void A_range_of_IPv6_with_host_bits_matches_nothing()
    {
        const string HostBits = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"2001:db8::5/64"} } }}""";

        Assert.False(IamEvaluator.Evaluate(new IamRequest
        {
            Principal = IamPrincipal.Parse(CallerSession, CallerRole),
            Action = "s3:ListAllMyBuckets",
            Resource = "*",
            Context = new IamContextValues { ["aws:SourceIp"] = IamContextValue.Of("2001:db8::5") },
            Identity = Layer(IamPolicyKind.Identity, Holds()),
            Session = Layer(IamPolicyKind.Session, HostBits),
        }).IsAllowed);
    }

    private static IamDecision DecideIf(string @operator, string key, string value, IamContextValue actual) => new Call
    {
        Trust = Statement("Allow", "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{"{{{@operator}}}":{"{{{key}}}":"{{{value}}}"}}
            """),
        Context = new IamContextValues { [key] = actual },
    }.Decide();

    private static void AssertDenied(Call call, IamPolicyKind kind)
    {
        IamDecision decision = call.Decide();
        Assert.Equal((IamOutcome.Denied, kind), (decision.Outcome, decision.Decisive?.Kind));
    }
}

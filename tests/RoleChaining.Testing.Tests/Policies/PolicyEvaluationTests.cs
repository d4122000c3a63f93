namespace RoleChaining.Testing;

public sealed class PolicyEvaluationTests
{
    private const string User = "arn:aws:iam::222222222222:user/alice";
    private const string Foreigner = "arn:aws:iam::111111111111:user/bob";
    private const string RoleArn = "arn:aws:iam::222222222222:role/teams/Caller";
    private const string SessionArn = "arn:aws:sts::222222222222:assumed-role/Caller/session";

    /// <summary>Caller, trusted principal, whether its own policies allow, and the decision: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-cross-account.html</summary>
    [Theory]
    [InlineData("user", User, false, true)]
    [InlineData("user", "*", false, true)]
    [InlineData("user", "222222222222", false, false)]
    [InlineData("user", "222222222222", true, true)]
    [InlineData("user", "arn:aws:iam::222222222222:root", false, false)]
    [InlineData("user", "arn:aws:iam::222222222222:root", true, true)]
    [InlineData("user", "arn:aws:iam::222222222222:user/alic", true, false)]
    [InlineData("user", "arn:aws:iam::222222222222:user/alicexyz", true, false)]
    [InlineData("user", RoleArn, true, false)]
    [InlineData("user", "111111111111", true, false)]
    [InlineData("foreigner", Foreigner, false, false)]
    [InlineData("foreigner", Foreigner, true, true)]
    [InlineData("foreigner", "111111111111", true, true)]
    [InlineData("foreigner", "*", false, false)]
    [InlineData("foreigner", "*", true, true)]
    [InlineData("role", RoleArn, false, true)]
    [InlineData("role", SessionArn, false, true)]
    [InlineData("role", "arn:aws:sts::222222222222:assumed-role/Caller/other", true, false)]
    [InlineData("role", "arn:aws:iam::222222222222:role/Caller", true, false)]
    [InlineData("role", "222222222222", true, true)]
    public void Trust_and_permission_decide_together(string caller, string principal, bool permitted, bool allowed)
    {
        Assert.Equal(allowed, Decide(caller, Some.Trust(principal), permitted ? [The.MayAssumeAnything] : []));
    }

    /// <summary>A session's own policies take from what its role's ARN was given, not from what its own was.</summary>
    [Theory]
    [InlineData(RoleArn, "s3:*", false)]
    [InlineData(RoleArn, "sts:*", true)]
    [InlineData(SessionArn, "s3:*", true)]
    [InlineData("222222222222", "s3:*", false)]
    public void Session_policies_narrow_all_but_a_grant_to_the_session(string principal, string sessionAction, bool allowed)
    {
        Assert.Equal(allowed, Decide("role", Some.Trust(principal), [The.MayAssumeAnything], [Some.Allow(sessionAction, "*")]));
    }

    [Theory]
    [InlineData("trust")]
    [InlineData("identity")]
    [InlineData("session")]
    public void A_deny_anywhere_is_final(string where)
    {
        const string deny = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"sts:Assume*","Resource":"*"}]}""";
        const string trustDeny = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},
            {"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}
            """;

        Assert.True(Decide("role", Some.Trust(SessionArn), [The.MayDoAnything], [The.MayDoAnything]));
        Assert.False(Decide(
            "role",
            where == "trust" ? trustDeny : Some.Trust(SessionArn),
            [where == "identity" ? deny : The.MayDoAnything],
            [where == "session" ? deny : The.MayDoAnything]));
    }

    [Theory]
    [InlineData("\"sts:AssumeRole\"", true)]
    [InlineData("\"STS:assumerole\"", true)]
    [InlineData("\"sts:*\"", true)]
    [InlineData("\"sts:Assume?ole\"", true)]
    [InlineData("\"*\"", true)]
    [InlineData("[\"sts:TagSession\",\"sts:AssumeRole\"]", true)]
    [InlineData("\"sts:AssumeRol\"", false)]
    [InlineData("\"sts:AssumeRole?\"", false)]
    [InlineData("\"s3:*\"", false)]
    [InlineData("[]", false)]
    public void Actions_match_with_wildcards_and_without_case(string actions, bool allowed)
    {
        string identity = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" + actions + ",\"Resource\":\"*\"}]}";
        if (actions == "[]")
        {
            Assert.Throws<ArgumentException>(() => Decide("user", Some.Trust("222222222222"), [identity]));
        }
        else
        {
            Assert.Equal(allowed, Decide("user", Some.Trust("222222222222"), [identity]));
        }
    }

    [Theory]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/teams/*\"", true)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::*:role/*/Target\"", true)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/Target\"", false)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/teams/target\"", false)]
    [InlineData("\"Action\":\"*\",\"NotResource\":\"arn:aws:iam::333333333333:role/teams/*\"", false)]
    [InlineData("\"Action\":\"*\",\"NotResource\":\"arn:aws:s3:::*\"", true)]
    [InlineData("\"NotAction\":\"s3:*\",\"Resource\":\"*\"", true)]
    [InlineData("\"NotAction\":[\"s3:*\",\"sts:*\"],\"Resource\":\"*\"", false)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/teams/${aws:PrincipalTag/Target}\"", true)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/teams/${aws:PrincipalTag/Star}\"", false)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/teams/${aws:PrincipalTag/None}\"", false)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/teams/${aws:PrincipalTag/None, 'Target'}\"", true)]
    [InlineData("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::333333333333:role/teams/${*}\"", false)]
    public void Resources_match_with_wildcards_variables_and_their_complement(string what, bool allowed)
    {
        Assert.Equal(allowed, Decide("role", Some.Trust("*"), ["{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\"," + what + "}}"], target: "arn:aws:iam::333333333333:role/teams/Target"));
    }

    [Fact]
    public void The_old_version_has_no_variables()
    {
        Assert.True(Holds("""{"StringEquals":{"aws:username":"${aws:username}"}}""", "user"));
        string old = Some.Trust("*", """{"StringEquals":{"aws:username":"${aws:username}"}}""").Replace("2012-10-17", "2008-10-17", StringComparison.Ordinal);
        Assert.False(Decide("user", old, [The.MayDoAnything]));
    }

    /// <summary>What holds of the callers here, at noon of 20 November 2026, from 127.0.0.1, for eu-west-1, with external id <c>ext</c> and session name <c>name</c>.</summary>
    [Theory]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"ext"}}""", true)]
    [InlineData("""{"StringEquals":{"STS:externalid":["other","ext"]}}""", true)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"EXT"}}""", false)]
    [InlineData("""{"StringEqualsIgnoreCase":{"sts:ExternalId":"EXT"}}""", true)]
    [InlineData("""{"StringNotEquals":{"sts:ExternalId":["a","b"]}}""", true)]
    [InlineData("""{"StringNotEquals":{"sts:ExternalId":["a","ext"]}}""", false)]
    [InlineData("""{"StringNotEqualsIgnoreCase":{"sts:ExternalId":"EXT"}}""", false)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"e*"}}""", false)]
    [InlineData("""{"StringLike":{"sts:ExternalId":"e*"}}""", true)]
    [InlineData("""{"StringLike":{"sts:ExternalId":"e?"}}""", false)]
    [InlineData("""{"StringNotLike":{"sts:ExternalId":"x*"}}""", true)]
    [InlineData("""{"StringEquals":{"sts:SourceIdentity":"x"}}""", false)]
    [InlineData("""{"StringNotEquals":{"sts:SourceIdentity":"x"}}""", true)]
    [InlineData("""{"StringEqualsIfExists":{"sts:SourceIdentity":"x"}}""", true)]
    [InlineData("""{"StringEqualsIfExists":{"sts:ExternalId":"x"}}""", false)]
    [InlineData("""{"Null":{"sts:SourceIdentity":"true"}}""", true)]
    [InlineData("""{"Null":{"sts:SourceIdentity":true}}""", true)]
    [InlineData("""{"Null":{"sts:SourceIdentity":"false"}}""", false)]
    [InlineData("""{"Null":{"sts:ExternalId":"false"}}""", true)]
    [InlineData("""{"Bool":{"aws:MultiFactorAuthPresent":"false"}}""", true)]
    [InlineData("""{"Bool":{"aws:MultiFactorAuthPresent":"true"}}""", false)]
    [InlineData("""{"BoolIfExists":{"aws:MultiFactorAuthAge":"true"}}""", true)]
    [InlineData("""{"Bool":{"aws:SecureTransport":true}}""", true)]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/teams/*"}}""", true)]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"*"}}""", true)]
    [InlineData("""{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/teams/Caller"}}""", true)]
    [InlineData("""{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/teams/*"}}""", false)]
    [InlineData("""{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::333333333333:*"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:PrincipalArn":"arn:aws:sts::222222222222:assumed-role/Caller/session"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":"222222222222","aws:PrincipalType":"AssumedRole"}}""", true)]
    [InlineData("""{"StringLike":{"aws:userid":"AROA*:session"}}""", true)]
    [InlineData("""{"StringEquals":{"sts:RoleSessionName":"name"}}""", true)]
    [InlineData("""{"StringEquals":{"sts:RoleSessionName":"${aws:PrincipalTag/Team}"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/Target":"${aws:PrincipalTag/target}"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/Team":"alpha"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:requesttag/TEAM":"alpha"}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["Team","Room"]}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["Team"]}}""", false)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:TagKeys":["Team"]}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:TagKeys":["Stage"]}}""", false)]
    [InlineData("""{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["Team"]}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"sts:SourceIdentity":["x"]}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"sts:SourceIdentity":["x"]}}""", false)]
    [InlineData("""{"ForAllValues:StringEqualsIfExists":{"aws:TagKeys":["Team","Room"]}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","127.0.0.1"]}}""", true)]
    [InlineData("""{"NotIpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}""", true)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2026-11-20T11:59:59Z"},"DateLessThan":{"aws:CurrentTime":"2026-11-20T12:00:01Z"}}""", true)]
    [InlineData("""{"DateLessThanEquals":{"aws:CurrentTime":"2026-11-20T12:00:00Z"}}""", true)]
    [InlineData("""{"DateEquals":{"aws:EpochTime":"2026-11-20T12:00:00Z"}}""", true)]
    [InlineData("""{"DateNotEquals":{"aws:CurrentTime":"2026-11-20"}}""", true)]
    [InlineData("""{"DateGreaterThanEquals":{"aws:TokenIssueTime":"2026-11-20T12:00:00Z"}}""", true)]
    [InlineData("""{"NumericLessThanEquals":{"sts:DurationSeconds":"43200"}}""", false)]
    [InlineData("""{"NumericEquals":{"aws:PrincipalTag/Number":10}}""", true)]
    [InlineData("""{"NumericNotEquals":{"aws:PrincipalTag/Number":"10"}}""", false)]
    [InlineData("""{"NumericGreaterThan":{"aws:PrincipalTag/Number":"9.5"},"NumericLessThan":{"aws:PrincipalTag/Number":"11"}}""", true)]
    [InlineData("""{"NumericGreaterThanEquals":{"aws:PrincipalTag/Number":"10.5"}}""", false)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"ext","aws:RequestTag/Team":"beta"}}""", false)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"ext"},"StringLike":{"sts:RoleSessionName":"nope"}}""", false)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":[]}}""", false)]
    [InlineData("""{"StringEquals":{"no:SuchKey":"x"}}""", false)]
    public void Conditions(string condition, bool holds) => Assert.Equal(holds, Holds(condition, "role"));

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Statement":[]} x""")]
    [InlineData("""{"Version":"2013-01-01","Statement":[]}""")]
    [InlineData("""{"Statement":[],"Statement":[]}""")]
    [InlineData("""{"Statement":[1]}""")]
    [InlineData("""{"Statement":{"Effect":"Permit","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":"*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"AssumeRole"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*","Resource":"*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/*"},"Action":"sts:*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"alice"},"Action":"sts:*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Everyone":"*"},"Action":"sts:*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":"alice","Action":"sts:*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"sts:*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*","Condition":{"StringIs":{"a:b":"c"}}}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*","Condition":{"StringEquals":"c"}}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*","Condition":{"StringEquals":{"a:b":{"c":"d"}}}}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*","Condition":{"IpAddress":{"aws:SourceIp":"nonsense"}}}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam:*:role/x"}}}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:*"}}""")]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"\ud800:x"}}""")]
    [InlineData("""{"Statement":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}""")]
    public void What_is_no_trust_policy_is_refused_with_a_reason(string json)
    {
        IamPolicyException exception = Assert.Throws<IamPolicyException>(() => IamPolicy.Parse(json, IamPolicyKind.Trust));
        Assert.NotEmpty(exception.Message);
    }

    private static bool Holds(string condition, string caller) => Decide(caller, Some.Trust("*", condition), [The.MayDoAnything]);

    private static bool Decide(string caller, string trust, string[] policies, string[]? sessionPolicies = null, string target = "arn:aws:iam::222222222222:role/Target")
    {
        LocalClock clock = new(TimeProvider.System, TimeSpan.Zero);
        Assert.True(Arn.TryParseRole(target, out Arn? arn));
        IamPolicy document = LocalRole.ParseTrust(trust, "trust");
        LocalRole role = new(clock, new(false), arn, document, PolicySet.Empty, TimeSpan.FromHours(1), new Dictionary<string, string>(), DateTimeOffset.MinValue);
        Caller signer = Caller(caller, policies, sessionPolicies);
        RequestContext context = new()
        {
            Principal = signer.Principal,
            Now = The.Time,
            SourceIp = "127.0.0.1",
            Region = "eu-west-1",
            ExternalId = "ext",
            SessionName = "name",
            RequestTags = new([new("Team", "alpha"), new("Room", "1")]),
            ResourceTags = role.Tags,
        };
        return Record.Exception(() => Authorizer.Demand(signer, role, "sts:AssumeRole", context)) is null;
    }

    private static Caller Caller(string kind, string[] policies, string[]? sessionPolicies)
    {
        bool session = kind == "role";
        string arn = kind switch { "user" => User, "foreigner" => Foreigner, _ => SessionArn };
        return new()
        {
            AccessKeyId = "ASIA",
            Partition = "aws",
            AccountId = kind == "foreigner" ? "111111111111" : "222222222222",
            Arn = arn,
            PrincipalArn = session ? RoleArn : arn,
            UserId = session ? "AROAAAAAAAAAAAAAAAAAA:session" : "AIDAAAAAAAAAAAAAAAAAA",
            UserName = session ? null : "alice",
            PrincipalType = session ? "AssumedRole" : "User",
            OwnTags = new Dictionary<string, string> { ["Target"] = "Target", ["Star"] = "*", ["Number"] = "10" },
            Policies = PolicySet.Parse(policies, nameof(policies)).Documents,
            Session = session
                ? new IssuedSession
                {
                    AccessKeyId = "ASIA",
                    SecretAccessKey = "secret",
                    TokenHash = [],
                    IssuedAt = The.Time,
                    ExpiresAt = The.Time.AddHours(1),
                }
                : null,
            SessionPolicies = sessionPolicies is null ? null : PolicySet.Parse(sessionPolicies, nameof(sessionPolicies)).Documents,
        };
    }
}

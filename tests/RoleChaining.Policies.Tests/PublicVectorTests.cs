using static RoleChaining.Call;

namespace RoleChaining;

/// <summary>Decisions that public tools and reports give for policies of roles and buckets; the ids are theirs in short.</summary>
public sealed class PublicVectorTests
{
    private const string Allow = "Allow", Deny = "Deny", None = "";

    /// <summary>Principal and effect of the trust policy, effect of the caller's policy, and the decision, within one account.</summary>
    [Theory]
    [InlineData(None, None, None, "Denied")]
    [InlineData("arn:aws:iam::111111111111:user/other", Allow, None, "Denied")]
    [InlineData("arn:aws:iam::111111111111:user/other", Allow, Allow, "Denied")]
    [InlineData("arn:aws:iam::111111111111:root", Allow, None, "Denied")]
    [InlineData(Alice, Allow, None, "Allowed")]
    [InlineData(Account, Allow, None, "Denied")]
    [InlineData("arn:aws:iam::111111111111:root", Allow, Allow, "Allowed")]
    [InlineData("arn:aws:iam::111111111111:root", Allow, Deny, "Denied")]
    [InlineData("arn:aws:iam::111111111111:root", Deny, Allow, "Denied")]
    [InlineData(Alice, Deny, Allow, "Denied")]
    [InlineData("333333333333", Allow, Allow, "Denied")]
    public void A_role_of_the_callers_account(string principal, string trust, string identity, string outcome) =>
        Assert.Equal(outcome, Of(Target, principal, trust, identity).Outcome.ToString());

    [Theory]
    [InlineData(None, None, None, "Denied")]
    [InlineData(None, None, Allow, "Denied")]
    [InlineData("arn:aws:iam::111111111111:user/other", Allow, None, "Denied")]
    [InlineData("arn:aws:iam::111111111111:root", Allow, None, "Denied")]
    [InlineData(Alice, Allow, None, "Denied")]
    [InlineData(Account, Allow, None, "Denied")]
    [InlineData("arn:aws:iam::111111111111:root", Allow, Allow, "Allowed")]
    [InlineData("arn:aws:iam::111111111111:root", Allow, Deny, "Denied")]
    [InlineData("arn:aws:iam::111111111111:root", Deny, Allow, "Denied")]
    [InlineData(OtherAccount, Allow, Allow, "Denied")]
    public void A_role_of_another_account(string principal, string trust, string identity, string outcome) =>
        Assert.Equal(outcome, Of(OtherTarget, principal, trust, identity).Outcome.ToString());

    [Theory]
    [InlineData("lambda.amazonaws.com", IamOutcome.Allowed)]
    [InlineData("logs.amazonaws.com", IamOutcome.Denied)]
    public void A_service_needs_the_trust_alone(string trusted, IamOutcome outcome)
    {
        string trust = Statement(Allow, "sts:AssumeRole", $$$"""
            "Principal":{"Service":"{{{trusted}}}"}
            """);

        Assert.Equal(outcome, new Call { Caller = "lambda.amazonaws.com", Trust = trust }.Decide().Outcome);
        Assert.Equal(IamOutcome.Denied, new Call { Trust = trust, Identity = Holds() }.Decide().Outcome);
    }

    [Fact]
    public void A_role_named_by_its_ARN_needs_no_policy_of_its_own()
    {
        Assert.True(new Call { Caller = CallerSession, Trust = Trusts(CallerRole) }.Decide().IsAllowed);
        Assert.False(new Call { Caller = CallerSession, Trust = Trusts("arn:aws:iam::111111111111:role/Other"), Identity = Holds() }.Decide().IsAllowed);
    }

    [Fact]
    public void A_boundary_limits_what_the_account_and_the_role_are_given_but_not_the_user()
    {
        string boundary = Holds(action: "ec2:*");
        Assert.False(new Call { Trust = Trusts(Account), Identity = Holds(), Boundary = boundary }.Decide().IsAllowed);
        Assert.True(new Call { Trust = Trusts(Account), Identity = Holds(), Boundary = Holds(action: "sts:*") }.Decide().IsAllowed);
        Assert.True(new Call { Trust = Trusts(Alice), Boundary = boundary }.Decide().IsAllowed);
    }

    /// <summary>A session reads an object. Its role's boundary lacks the action.</summary>
    [Theory]
    [InlineData(CallerSession, CallerRole, Allow, "Denied")]
    [InlineData(CallerSession, CallerSession, Allow, "Allowed")]
    [InlineData(CallerSession, "*", Allow, "Allowed")]
    [InlineData(Alice, Alice, Allow, "Allowed")]
    [InlineData(CallerSession, CallerSession, Deny, "Denied")]
    public void A_boundary_and_a_bucket_policy(string caller, string principal, string effect, string outcome)
    {
        string boundary = effect == Deny ? Holds(Deny, "s3:*") : Holds(action: "ec2:*");

        Assert.Equal(outcome, Read(caller, Grants(principal), boundary: boundary).Outcome.ToString());
    }

    [Theory]
    [InlineData(None, "Denied")]
    [InlineData(CallerRole, "Denied")]
    [InlineData(CallerSession, "Allowed")]
    public void A_session_policy_without_the_action(string principal, string outcome) =>
        Assert.Equal(outcome, Read(CallerSession, principal.Length == 0 ? null : Grants(principal), Holds(), session: Holds(action: "ec2:*")).Outcome.ToString());

    /// <summary>Bob's session policy lacks the action, allows it, or is not there, which is as if it lacked everything.</summary>
    [Theory]
    [InlineData("arn:aws:sts::111111111111:federated-user/bob", null, "Allowed")]
    [InlineData("arn:aws:sts::111111111111:federated-user/bob", "ec2:*", "Allowed")]
    [InlineData(None, null, "Denied")]
    [InlineData(None, "ec2:*", "Denied")]
    [InlineData(None, "s3:*", "Allowed")]
    [InlineData(Account, null, "Denied")]
    [InlineData("*", null, "Denied")]
    [InlineData(Alice, null, "Denied")]
    public void A_federated_user_has_what_its_session_policy_allows_and_what_a_bucket_policy_gives_the_session(
        string principal, string? session, string outcome)
    {
        const string Bob = "arn:aws:sts::111111111111:federated-user/bob";
        string? policy = principal.Length == 0 ? null : Grants(principal);

        Assert.Equal(outcome, Read(Bob, policy, Holds(), session: session is null ? null : Holds(action: session)).Outcome.ToString());
    }

    /// <summary>The name of a federated user does not tell which user asked for the session. A policy that names a user may mean it.</summary>
    [Theory]
    [InlineData(Alice, Allow, null, "Unknown")]
    [InlineData(Alice, Allow, "ec2:*", "Denied")] // the session's and the user's limits hold
    [InlineData("arn:aws:iam::222222222222:user/alice", Allow, null, "Denied")]
    [InlineData(CallerRole, Allow, null, "Denied")]
    [InlineData(Alice, Deny, null, "Denied")]
    public void A_bucket_policy_that_names_a_user_may_mean_the_one_who_asked_for_a_federated_session(
        string principal, string effect, string? boundary, string outcome)
    {
        IamDecision decision = Read(
            "arn:aws:sts::111111111111:federated-user/bob",
            Grants(principal, effect: effect),
            boundary: boundary is null ? null : Holds(action: boundary),
            session: Holds());

        Assert.Equal(outcome, decision.Outcome.ToString());
        Assert.Equal(
            outcome == "Unknown" ? ["the user who asked for the session arn:aws:sts::111111111111:federated-user/bob"] : [], decision.Missing);
    }

    [Fact]
    public void A_deny_to_a_user_may_mean_a_federated_session_too()
    {
        IamDecision decision = Read("arn:aws:sts::111111111111:federated-user/bob", Grants(Alice, effect: Deny), Holds(), session: Holds());

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
    }

    [Theory]
    [InlineData(false, "Allowed")]
    [InlineData(true, "Denied")]
    public void A_deny_to_all_but_a_role_denies_that_role_too_when_it_has_a_boundary(bool hasBoundary, string outcome)
    {
        string deny = $$$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["{{{CallerRole}}}","{{{CallerSession}}}","{{{Account}}}"]},"Action":"*","Resource":"*"}}
            """;

        Assert.Equal(outcome, Read(CallerSession, deny, Holds(), hasBoundary ? Holds() : null).Outcome.ToString());
    }

    /// <summary>What each level of the organization has: nothing, an allow, a deny beside it.</summary>
    [Theory]
    [InlineData("-,a,a", "Denied")]
    [InlineData("a,-,-", "Denied")]
    [InlineData("a,a,a", "Allowed")]
    [InlineData("a,ad,a", "Denied")]
    public void Service_control_policies_allow_at_every_level(string levels, string outcome)
    {
        IamPolicyLayer[] layers = [.. levels.Split(',').Select(level => Level(IamPolicyKind.ServiceControl, level))];

        Assert.Equal(outcome, new Call { Trust = Trusts(Account), Identity = Holds(), ServiceControl = layers }.Decide().Outcome.ToString());
    }

    [Theory]
    [InlineData("a,ad", "Denied")]
    [InlineData("a,a", "Allowed")]
    public void Resource_control_policies_deny_at_any_level(string levels, string outcome)
    {
        IamPolicyLayer[] layers = [.. levels.Split(',').Select(level => Level(IamPolicyKind.ResourceControl, level))];

        Assert.Equal(outcome, new Call { Trust = Trusts(Account), Identity = Holds(), ResourceControl = layers }.Decide().Outcome.ToString());
    }

    [Theory]
    [InlineData("Bool", "aws:MultiFactorAuthPresent", "true", "false", false)]
    [InlineData("Bool", "aws:MultiFactorAuthPresent", "true", "true", true)]
    [InlineData("IpAddress", "aws:SourceIp", "10.0.0.1/32", "203.0.113.42", false)]
    [InlineData("NumericLessThan", "aws:MultiFactorAuthAge", "300", "99999", false)]
    public void A_condition_on_the_trust(string op, string key, string policy, string actual, bool isAllowed)
    {
        string trust = Statement(Allow, "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{"{{{op}}}":{"{{{key}}}":"{{{policy}}}"}}
            """);

        Assert.Equal(isAllowed, new Call { Trust = trust, Identity = Holds(), Context = new IamContextValues { [key] = IamContextValue.Of(actual) } }.Decide().IsAllowed);
    }

    /// <summary>The text and the object mean the same: every AWS principal, and services, which are one.</summary>
    [Theory]
    [InlineData("\"*\"")]
    [InlineData("{\"AWS\":\"*\"}")]
    [InlineData("{\"AWS\":[\"111111111111\",\"*\"]}")]
    public void Everybody_in_a_resources_policy_is_a_service_too(string principal)
    {
        string allow = Statement(Allow, "sqs:SendMessage", $$$"""
            "Principal":{{{principal}}},"Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:eu-west-1:111111111111:topic"}}
            """);
        string deny = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"*","Resource":"*"},
              {"Effect":"Deny","Principal":{{{principal}}},"Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"} } }]}
            """;

        Assert.Equal(IamOutcome.Allowed, Send(allow, "aws:SourceArn", "arn:aws:sns:eu-west-1:111111111111:topic"));
        Assert.Equal(IamOutcome.Denied, Send(allow, "aws:SourceArn", "arn:aws:sns:eu-west-1:111111111111:other"));
        Assert.Equal(IamOutcome.Denied, Send(deny, "aws:SecureTransport", "false"));
        Assert.Equal(IamOutcome.Allowed, Send(deny, "aws:SecureTransport", "true"));
    }

    [Fact]
    public void Everybody_in_a_trust_policy_is_no_service() =>
        Assert.Equal(IamOutcome.Denied, new Call { Caller = "ec2.amazonaws.com", Trust = Trusts("*") }.Decide().Outcome);

    private static IamOutcome Send(string policy, string key, string value) => new Call
    {
        Caller = "sns.amazonaws.com",
        Action = "sqs:SendMessage",
        Resource = "arn:aws:sqs:eu-west-1:111111111111:queue",
        ResourcePolicy = policy,
        Context = new IamContextValues { [key] = IamContextValue.Of(value) },
    }.Decide().Outcome;

    private static IamPolicyLayer Level(IamPolicyKind kind, string what)
    {
        string more = kind == IamPolicyKind.ResourceControl ? "\"Principal\":\"*\",\"Resource\":\"*\"" : "\"Resource\":\"*\"";
        return Layer(kind, [
            .. what.Contains('a', StringComparison.Ordinal) ? (string[])[Statement(Allow, "*", more)] : [],
            .. what.Contains('d', StringComparison.Ordinal) ? (string[])[Statement(Deny, "sts:*", more)] : [],
        ]);
    }

    private static IamDecision Of(string target, string principal, string trust, string identity) => new Call
    {
        Resource = target,
        Trust = trust.Length == 0 ? null : Trusts(principal, trust),
        Identity = identity.Length == 0 ? null : Holds(identity),
    }.Decide();

    private static IamDecision Read(string caller, string? policy, string? identity = null, string? boundary = null, string? session = null) => new Call
    {
        Caller = caller,
        Action = "s3:GetObject",
        Resource = Bucket,
        ResourcePolicy = policy,
        Identity = identity,
        Boundary = boundary,
        Session = session,
    }.Decide();
}

using static RoleChaining.Call;

namespace RoleChaining;

/// <summary>What is not known leads to Unknown only where it decides.</summary>
public sealed class UnknownTests
{
    private static readonly IamContextValues Unknowns = new(unknown: true);

    private static readonly IamPolicyLayer Missing = new("the policies of alice", [], "the policy arn:aws:iam::111111111111:policy/Team");

    [Fact]
    public void A_condition_key_that_is_not_known_decides_an_allow()
    {
        IamDecision decision = new Call { Trust = TrustsIf("sts:ExternalId"), Context = Unknowns }.Decide();

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        Assert.Equal(["the condition key sts:ExternalId"], decision.Missing);
        Assert.Equal(IamPolicyKind.Trust, decision.Decisive!.Kind);
    }

    [Fact]
    public void A_key_does_not_matter_where_another_statement_allows()
    {
        string trust = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"} } },
              {"Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole"}]}
            """;

        Assert.True(new Call { Trust = trust, Context = Unknowns }.Decide().IsAllowed);
    }

    [Fact]
    public void A_deny_that_may_hold_makes_an_allowed_call_unknown_and_a_denied_one_not()
    {
        string identity = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
              {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}
            """;

        Assert.Equal(IamOutcome.Unknown, new Call { Trust = Trusts(Account), Identity = identity, Context = Unknowns }.Decide().Outcome);
        Assert.Equal(IamOutcome.Unknown, new Call { Trust = Trusts(Alice), Identity = identity, Context = Unknowns }.Decide().Outcome);
        Assert.Equal(IamOutcome.Denied, new Call { Trust = Trusts(OtherAccount), Identity = identity, Context = Unknowns }.Decide().Outcome);
    }

    [Fact]
    public void A_trust_that_may_name_the_user_leaves_open_whether_the_users_own_policy_is_needed()
    {
        // If the condition holds, the user needs no policy of its own; else nothing allows the call.
        Assert.Equal(IamOutcome.Unknown, new Call { Trust = TrustsIf("sts:ExternalId"), Identity = null, Context = Unknowns }.Decide().Outcome);
        Assert.Equal(IamOutcome.Unknown, new Call { Trust = TrustsIf("sts:ExternalId"), Boundary = Holds(action: "ec2:*"), Context = Unknowns }.Decide().Outcome);

        // The account alone does not do without the user's policy, which is certain not to allow it.
        Assert.Equal(IamOutcome.Denied, new Call { Trust = TrustsIf("sts:ExternalId", Account), Context = Unknowns }.Decide().Outcome);
    }

    [Fact]
    public void A_certain_allow_to_the_account_is_enough_with_the_users_own_policy()
    {
        string trust = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":"{{{Account}}}"},"Action":"sts:AssumeRole"},
              {"Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"} } }]}
            """;

        Assert.True(new Call { Trust = trust, Identity = Holds(), Context = Unknowns }.Decide().IsAllowed);
        Assert.Equal(IamOutcome.Unknown, new Call { Trust = trust, Context = Unknowns }.Decide().Outcome);
    }

    [Fact]
    public void A_missing_document_is_named_where_it_decides()
    {
        IamRequest request = Request(Trusts(Account));

        IamDecision decision = IamEvaluator.Evaluate(request);

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        Assert.Equal(["the policy arn:aws:iam::111111111111:policy/Team"], decision.Missing);
        Assert.Equal(IamOutcome.Unknown, IamEvaluator.Evaluate(Request(Trusts(Alice))).Outcome);
        Assert.Equal(IamOutcome.Denied, IamEvaluator.Evaluate(Request(Trusts(OtherAccount))).Outcome);
    }

    /// <summary>The user's own policies allow nothing. All depends on the condition of the bucket's policy.</summary>
    [Theory]
    [InlineData(Alice, null)]
    [InlineData(Alice, Account)]
    [InlineData("*", null)]
    public void A_bucket_policy_that_may_allow_the_call_by_itself_is_what_decides(string principal, string? also)
    {
        string allow = also is null ? "" : $$$"""{"Effect":"Allow","Principal":{"AWS":"{{{also}}}"},"Action":"s3:*","Resource":"*"},""";
        string policy = $$$"""
            {"Version":"2012-10-17","Statement":[{{{allow}}}
              {"Effect":"Allow","Principal":{"AWS":"{{{principal}}}"},"Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"x"} } }]}
            """;

        IamDecision decision = new Call { Action = "s3:GetObject", Resource = Bucket, ResourcePolicy = policy, Context = Unknowns }.Decide();

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        Assert.Equal(IamPolicyKind.Resource, decision.Decisive!.Kind);
        Assert.Equal(["the condition key aws:SourceVpce"], decision.Missing);
    }

    private static IamRequest Request(string trust) => new()
    {
        Principal = IamPrincipal.Parse(Alice),
        Action = "sts:AssumeRole",
        Resource = Target,
        Context = new IamContextValues(),
        Identity = Missing,
        ResourcePolicy = Layer(IamPolicyKind.Trust, trust),
        NeedsResourcePolicy = true,
    };

    private static string TrustsIf(string key, string principal = Alice) => Statement("Allow", "sts:AssumeRole", $$$"""
        "Principal":{"AWS":"{{{principal}}}"},"Condition":{"StringEquals":{"{{{key}}}":"x"}}
        """);
}

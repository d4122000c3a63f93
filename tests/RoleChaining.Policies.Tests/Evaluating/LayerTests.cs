using static RoleChaining.Call;

namespace RoleChaining.Evaluating;

/// <summary>What each layer says by itself, whatever the decision is.</summary>
public sealed class LayerTests
{
    [Fact]
    public void A_layer_that_allows_names_the_statement_that_knows_the_caller_best()
    {
        string trust = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Sid":"Account","Effect":"Allow","Principal":{"AWS":"{{{Account}}}"},"Action":"sts:AssumeRole"},
              {"Sid":"Alice","Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole"},
              {"Sid":"AccountAgain","Effect":"Allow","Principal":{"AWS":"{{{Account}}}"},"Action":"sts:AssumeRole"}]}
            """;

        IamLayerDecision layer = Only(new Call { Trust = trust }, IamPolicyKind.Trust);

        Assert.Equal((IamOutcome.Allowed, "Alice"), (layer.Outcome, layer.Statement!.Sid));
        Assert.Empty(layer.NotMet);
        Assert.Empty(layer.Missing);
        Assert.StartsWith("the Trust policies: allowed by statement \"Alice\" of Trust, line ", layer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_in_which_nothing_allows_is_denied_and_says_so()
    {
        IamLayerDecision layer = Only(new Call { Trust = Trusts(OtherAccount) }, IamPolicyKind.Trust);

        Assert.Equal((IamOutcome.Denied, false), (layer.Outcome, layer.IsExplicitDeny));
        Assert.Equal("the Trust policies: no statement allows it", layer.ToString());
        Assert.Null(layer.Statement);
        Assert.Null(layer.Policy);
    }

    [Fact]
    public void A_layer_of_which_a_document_is_missing_says_what()
    {
        Call call = new() { Trust = Trusts(Alice), ServiceControl = [new IamPolicyLayer("the control policies", [], "policy p-1")] };

        IamLayerDecision layer = Only(call, IamPolicyKind.ServiceControl);

        Assert.Equal(IamOutcome.Unknown, layer.Outcome);
        Assert.Equal(["policy p-1"], layer.Missing);
        Assert.Equal("the control policies: unknown, because policy p-1 is not known", layer.ToString());
    }

    [Fact]
    public void What_would_allow_the_call_is_named_for_statements_that_are_about_it_alone()
    {
        const string IfTagged = "\"Condition\":{\"StringEquals\":{\"aws:PrincipalTag/team\":\"a\"} }";
        string trust = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Sid":"Ours","Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole",{{{IfTagged}}}},
              {"Sid":"OfOthers","Effect":"Allow","Principal":{"AWS":"{{{OtherAccount}}}"},"Action":"sts:AssumeRole",{{{IfTagged}}}},
              {"Sid":"OtherAction","Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:TagSession",{{{IfTagged}}}}]}
            """;
        string identity = $$"""
            {"Version":"2012-10-17","Statement":[
              {"Sid":"Here","Effect":"Allow","Action":"sts:AssumeRole","Resource":"*",{{IfTagged}}},
              {"Sid":"There","Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111111111111:role/Other",{{IfTagged}}}]}
            """;
        Call call = new()
        {
            Trust = trust, Identity = identity, Context = new IamContextValues { ["aws:PrincipalTag/team"] = IamContextValue.Of("b") },
        };

        Assert.StartsWith("statement \"Ours\" of Trust, line 2", Assert.Single(Only(call, IamPolicyKind.Trust).NotMet), StringComparison.Ordinal);
        string reason = Assert.Single(Only(call, IamPolicyKind.Identity).NotMet);
        Assert.StartsWith("statement \"Here\" of Identity, line 2", reason, StringComparison.Ordinal);
        Assert.EndsWith("but it is \"b\"", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:sts::111111111111:assumed-role/Caller/session", true)]
    [InlineData("arn:aws:sts::111111111111:assumed-role/Caller/other", false)]
    [InlineData("arn:aws:iam::111111111111:role/Caller", true)]
    [InlineData("arn:aws:iam::111111111111:role/Call", false)]
    [InlineData("arn:aws:iam::222222222222:role/Caller", false)]
    [InlineData("arn:aws-cn:iam::111111111111:role/Caller", false)]
    public void A_session_is_who_it_is_and_its_role(string principal, bool isNamed)
    {
        IamLayerDecision layer = Only(new Call { Caller = CallerSession, Trust = Trusts(principal) }, IamPolicyKind.Trust);

        Assert.Equal(isNamed ? IamOutcome.Allowed : IamOutcome.Denied, layer.Outcome);
    }

    private static IamLayerDecision Only(Call call, IamPolicyKind kind) => Assert.Single(call.Decide().Layers, layer => layer.Kind == kind);
}

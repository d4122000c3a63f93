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

    [Fact]
    public void What_may_deny_is_not_cancelled_by_another_that_may()
    {
        const string IfInside = "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"} }";
        string trust = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole"},
              {"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole",{{{IfInside}}}},
              {"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole",{{{IfInside}}}}]}
            """;

        IamLayerDecision layer = Only(new Call { Trust = trust, Context = new IamContextValues(unknown: true) }, IamPolicyKind.Trust);

        Assert.Equal(IamOutcome.Unknown, layer.Outcome);
        Assert.Equal(["the condition key aws:SourceIp"], layer.Missing); // once
    }

    [Fact]
    public void A_layer_that_allows_for_sure_says_nothing_of_statements_that_might_or_do_not()
    {
        string trust = $$$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole"},
              {"Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"test:Unknown":"a"} } },
              {"Effect":"Allow","Principal":{"AWS":"{{{Alice}}}"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"test:Known":"a"} } }]}
            """;
        IamContextValues context = new() { ["test:Unknown"] = IamContextValue.Unknown, ["test:Known"] = IamContextValue.Of("b") };

        IamLayerDecision layer = Only(new Call { Trust = trust, Context = context }, IamPolicyKind.Trust);

        Assert.Equal(IamOutcome.Allowed, layer.Outcome);
        Assert.Empty(layer.Missing);
        Assert.Empty(layer.NotMet);
    }

    [Fact]
    public void A_variable_that_is_not_known_is_named_for_what_it_is()
    {
        string identity = Statement("Allow", "sts:AssumeRole", "\"Resource\":\"arn:aws:iam::111111111111:role/${aws:PrincipalTag/team}\"");

        IamLayerDecision layer = Only(
            new Call { Trust = Trusts(Account), Identity = identity, Context = new IamContextValues(unknown: true) }, IamPolicyKind.Identity);

        Assert.Equal(IamOutcome.Unknown, layer.Outcome);
        Assert.Equal(["a policy variable in its resources"], layer.Missing);
        Assert.Empty(layer.NotMet);
    }

    [Fact]
    public void What_would_allow_is_told_three_times_at_most_and_no_deny_is_among_it()
    {
        static string Unmet(string sid, string effect = "Allow") =>
            $$$"""{"Sid":"{{{sid}}}","Effect":"{{{effect}}}","Action":"sts:AssumeRole","Resource":"*","Condition":{"StringEquals":{"test:Key":"{{{sid}}}"} } }""";
        static string Policy(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";
        IamContextValues context = new() { ["test:Key"] = IamContextValue.Of("other") };

        IReadOnlyList<string> two = Only(
            new Call { Trust = Trusts(Account), Identity = Policy(Unmet("D", "Deny"), Unmet("A"), Unmet("B")), Context = context }, IamPolicyKind.Identity).NotMet;
        IReadOnlyList<string> more = Only(
            new Call { Trust = Trusts(Account), Identity = Policy(Unmet("A"), Unmet("B"), Unmet("C"), Unmet("E")), Context = context }, IamPolicyKind.Identity).NotMet;

        Assert.Equal(
            ["statement \"A\" of Identity", "statement \"B\" of Identity"], two.Select(reason => reason[..reason.IndexOf(',', StringComparison.Ordinal)]));
        Assert.Equal(3, more.Count);
        Assert.Contains("\"C\"", more[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sts:ExternalId", "hidden", "but it is another one")]
    [InlineData("test:Key", "b", "but it is \"b\"")]
    [InlineData("test:Key", null, "but the call has no such key")]
    public void What_the_call_had_instead_is_told_save_for_an_external_id(string key, string? actual, string end)
    {
        string trust = Statement("Allow", "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{"StringEquals":{"{{{key}}}":"a"} }
            """);

        IamLayerDecision layer = Only(new Call { Trust = trust, Context = new IamContextValues { [key] = IamContextValue.Of(actual) } }, IamPolicyKind.Trust);

        Assert.EndsWith(end, Assert.Single(layer.NotMet), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", layer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_not_met_is_told_and_what_is_only_not_known_comes_last()
    {
        string trust = Statement("Allow", "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{
              "IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"StringEquals":{"test:Met":"a","sts:ExternalId":"right"},"Bool":{"aws:MultiFactorAuthPresent":"true"} }
            """);
        IamContextValues context = new()
        {
            ["aws:SourceIp"] = IamContextValue.Unknown,
            ["sts:ExternalId"] = IamContextValue.Of("hidden"),
            ["test:Met"] = IamContextValue.Of("a"),
        };

        IamLayerDecision layer = Only(new Call { Trust = trust, Context = context }, IamPolicyKind.Trust);

        Assert.Equal(IamOutcome.Denied, layer.Outcome);
        Assert.EndsWith(
            "would if StringEquals sts:ExternalId (not shown), but it is another one; and if Bool aws:MultiFactorAuthPresent \"true\", "
            + "but the call has no such key; and if IpAddress aws:SourceIp \"10.0.0.0/8\", but that is not known",
            Assert.Single(layer.NotMet),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Each_value_of_a_list_is_told()
    {
        string trust = Statement("Allow", "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"} }
            """);

        IamLayerDecision layer = Only(
            new Call { Trust = trust, Context = new IamContextValues { ["aws:TagKeys"] = IamContextValue.OfList(["b", "c"]) } }, IamPolicyKind.Trust);

        Assert.EndsWith("but it is \"b\", \"c\"", Assert.Single(layer.NotMet), StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_may_be_meant_leaves_open_what_a_trust_says()
    {
        IamLayerDecision layer = Only(
            new Call { Caller = CallerSession, Trust = Trusts("arn:aws:iam::111111111111:role/team/Caller") }, IamPolicyKind.Trust);

        Assert.Equal(IamOutcome.Unknown, layer.Outcome);
        Assert.Equal([$"the path of the role of {CallerSession}"], layer.Missing);
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

using static RoleChaining.Call;

namespace RoleChaining;

public sealed class ExplanationTests
{
    [Fact]
    public void The_statement_that_decided_is_named_with_its_policy_and_line()
    {
        string identity = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"*","Resource":"*"},
              {"Sid":"NoRoles","Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}]}
            """;

        IamDecision decision = new Call { Trust = Trusts(Account), Identity = identity }.Decide();

        Assert.Equal(IamPolicyKind.Identity, decision.Decisive!.Kind);
        Assert.True(decision.Decisive.IsExplicitDeny);
        Assert.Equal("Denied. the Identity policies: denied by statement \"NoRoles\" of Identity, line 3 of its text", decision.ToString());
    }

    [Fact]
    public void A_condition_that_is_not_met_is_named_with_what_the_call_has()
    {
        string trust = Statement("Allow", "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{"StringEquals":{"sts:SourceIdentity":"alice"}}
            """);

        IamDecision without = new Call { Trust = trust }.Decide();
        IamDecision other = new Call { Trust = trust, Context = new IamContextValues { ["sts:SourceIdentity"] = IamContextValue.Of("bob") } }.Decide();

        Assert.Contains("sts:SourceIdentity", Assert.Single(without.Decisive!.NotMet), StringComparison.Ordinal);
        Assert.EndsWith("but the call has no such key", without.Decisive.NotMet[0], StringComparison.Ordinal);
        Assert.EndsWith("but it is \"bob\"", Assert.Single(other.Decisive!.NotMet), StringComparison.Ordinal);
    }

    [Fact]
    public void An_external_id_is_a_secret_of_the_call()
    {
        string trust = Statement("Allow", "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{"StringEquals":{"sts:ExternalId":"right"}}
            """);

        IamDecision decision = new Call { Trust = trust, Context = new IamContextValues { ["sts:ExternalId"] = IamContextValue.Of("hidden") } }.Decide();

        Assert.DoesNotContain("hidden", string.Join(' ', decision.Layers.SelectMany(layer => layer.NotMet).Append(decision.ToString())), StringComparison.Ordinal);
    }
}

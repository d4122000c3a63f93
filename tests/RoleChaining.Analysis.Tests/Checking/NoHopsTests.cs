using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>Chains that use their source as it is.</summary>
public sealed class NoHopsTests
{
    [Fact]
    public void A_chain_without_hops_is_unknown_because_nothing_is_evaluated()
    {
        RoleChain chain = new RoleChainBuilder(new RoleChainOptions { UseSourceDirectly = true }).BuildChain();

        ChainVerdict verdict = Attempt.Read("""{ "users": [{ "account": "111111111111", "name": "alice" }] }""").Evaluate(chain, "arn:aws:iam::111111111111:user/alice");

        Assert.Equal((IamOutcome.Unknown, false, null), (verdict.Outcome, verdict.IsAllowed, verdict.Blocking));
        Assert.StartsWith("The chain has no hops", verdict.Notes[0], StringComparison.Ordinal);
        Assert.Equal($"Unknown\n{verdict.Notes[0]}", verdict.ToString());
    }
}

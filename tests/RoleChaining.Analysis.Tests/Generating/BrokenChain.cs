using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>A chain that STS denied.</summary>
internal static class BrokenChain
{
    /// <summary>The check names the same hop, the same action and the same missing statement as STS's answer and the error's advice.</summary>
    public static void AssertCheckAgrees(int seed, string accounts, RoleChain chain, RoleChainException failure)
    {
        ChainVerdict verdict = Attempt.Read(accounts).Evaluate(chain, RandomChain.Alice);
        if (verdict.Outcome == IamOutcome.Unknown)
        {
            // AWS does not say where inherited tags stand among the keys.
            Assert.All(verdict.Missing, missing => Assert.Contains("TagKeys", missing, StringComparison.Ordinal));
            return;
        }

        Assert.True(verdict.Outcome == IamOutcome.Denied, $"seed {seed}: {verdict}\n{failure.Message}\n{accounts}");
        ActionVerdict action = verdict.Blocking!.Actions.First(action => action.Outcome == IamOutcome.Denied);
        Assert.Equal(failure.HopNumber, verdict.Blocking.Hop.Number);
        Assert.Contains($"STS denied {action.Action}", failure.Message, StringComparison.Ordinal);
        foreach (MissingStatement missing in action.MissingStatements)
        {
            JsonNode statement = JsonNode.Parse(missing.Statement)!;
            string side = (statement["Principal"] ?? statement["Resource"])!.ToJsonString();
            Assert.Contains(side, failure.Message, StringComparison.Ordinal);
        }
    }
}

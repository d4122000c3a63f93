namespace RoleChaining.Generating;

/// <summary>No generated condition is one too many.</summary>
public sealed class ConditionTests
{
    [Theory]
    [MemberData(nameof(RoundTripTests.Blocks), MemberType = typeof(RoundTripTests))]
    public async Task Without_any_one_condition_value_the_chain_breaks_or_a_neighbour_comes_in(int block)
    {
        foreach (int seed in RoundTripTests.Seeds(block))
        {
            RoleChainOptions options = RandomChain.Create(seed);
            RoleChain chain = Attempt.Plan(options);
            string accounts = chain.GeneratePolicies(RandomChain.Alice, RoundTripTests.Options(seed)).ToJson();
            foreach ((string changed, int hop, string key) in Mutations.WithoutConditionValues(accounts))
            {
                if (await Attempt.RunAsync(changed, options) is { } failure)
                {
                    BrokenChain.AssertCheckAgrees(seed, changed, chain, failure);
                    continue;
                }

                // The local STS does not count inherited tags as passed. The condition holds them for an STS that does.
                if (key == "aws:TagKeys" && chain.Hops[hop - 1].InheritedTagKeys.Count > 0)
                {
                    continue;
                }

                // Who comes to the hop's caller by another way meets none of the conditions before.
                RoleChainOptions neighbour = Neighbours.Create(RandomChain.Create(seed), hop, key);
                Assert.True(
                    await Attempt.RunAsync(Neighbours.Admit(Mutations.WithoutConditionsBefore(accounts, hop), neighbour, hop, key), neighbour) is not null,
                    $"seed {seed}: {key} of hop {hop} keeps nobody out\n{accounts}");
                Assert.True(
                    await Attempt.RunAsync(Neighbours.Admit(Mutations.WithoutConditionsBefore(changed, hop), neighbour, hop, key), neighbour) is null,
                    $"seed {seed}: {key} of hop {hop} is one condition too many\n{changed}");
            }
        }
    }
}

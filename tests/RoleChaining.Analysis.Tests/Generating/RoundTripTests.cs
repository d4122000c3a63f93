namespace RoleChaining.Generating;

/// <summary>The generated policies let exactly the chain in: the local STS says so, and the check agrees with it.</summary>
public sealed class RoundTripTests
{
    private static readonly int Chains = Thorough.Of(500, otherwise: 100);

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 10)];

    internal static IEnumerable<int> Seeds(int block) => Enumerable.Range(block * Chains / 10, Chains / 10);

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task The_chain_works_with_the_policies_that_are_generated_for_it(int block)
    {
        foreach (int seed in Seeds(block))
        {
            RoleChainOptions options = RandomChain.Create(seed);
            RoleChain chain = Attempt.Plan(options);
            string accounts = chain.GeneratePolicies(RandomChain.Alice, Options(seed)).ToJson();

            RoleChainException? failure = await Attempt.RunAsync(accounts, options);
            ChainVerdict verdict = Attempt.Read(accounts).Evaluate(chain, RandomChain.Alice);

            Assert.True(failure is null, $"seed {seed}: {failure?.Message}\n{accounts}");
            Assert.True(verdict.IsAllowed, $"seed {seed}: {verdict}\n{accounts}");
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Without_any_one_statement_or_action_the_chain_breaks_where_the_check_says(int block)
    {
        foreach (int seed in Seeds(block))
        {
            RoleChainOptions options = RandomChain.Create(seed);
            RoleChain chain = Attempt.Plan(options);
            string accounts = chain.GeneratePolicies(RandomChain.Alice, Options(seed)).ToJson();
            foreach (string changed in Mutations.WithoutStatementsAndActions(accounts))
            {
                RoleChainException? failure = await Attempt.RunAsync(changed, options);
                Assert.True(failure is not null, $"seed {seed}: the chain works without a part of its policies\n{changed}");
                BrokenChain.AssertCheckAgrees(seed, changed, chain, failure!);
            }
        }
    }

    internal static ChainPolicyOptions Options(int seed) => new() { TrustAccounts = seed % 2 == 1 };
}

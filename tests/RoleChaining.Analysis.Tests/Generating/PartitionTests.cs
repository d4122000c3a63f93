namespace RoleChaining.Generating;

/// <summary>Generated accounts in China, GovCloud and other partitions.</summary>
public sealed class PartitionTests
{
    public static TheoryData<string> Partitions => ["aws", "aws-cn", "aws-us-gov", "aws-eusc"];

    [Theory]
    [MemberData(nameof(Partitions))]
    public async Task A_chain_of_a_user_works_with_the_accounts_that_are_generated_for_it(string partition)
    {
        string alice = $"arn:{partition}:iam::111111111111:user/people/alice";
        RoleChainOptions options = new();
        options.Hops.Add(new RoleHopOptions { RoleArn = $"arn:{partition}:iam::222222222222:role/HubRole" });
        options.Hops.Add(new RoleHopOptions { RoleArn = $"arn:{partition}:iam::333333333333:role/ProductionRole" });
        RoleChain chain = Attempt.Plan(options);

        string accounts = chain.GeneratePolicies(alice).ToJson();

        IamSnapshot snapshot = Attempt.Read(accounts);
        Assert.Equal([alice], snapshot.Users.Select(user => user.Arn));
        Assert.True(snapshot.Evaluate(chain, alice).IsAllowed);
        Assert.Null(await Attempt.RunAsync(accounts, options));
    }
}

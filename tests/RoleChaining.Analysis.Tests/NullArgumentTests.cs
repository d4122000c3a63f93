namespace RoleChaining;

/// <summary>Arguments that are not there are refused by name.</summary>
public sealed class NullArgumentTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void Policies_checks_and_pictures_need_a_chain()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/Hub").BuildChain();
        IamSnapshot snapshot = new IamSnapshotBuilder().Build();

        Refuses("chain", () => RoleChainAnalysis.GeneratePolicies(null!));
        Refuses("chain", () => RoleChainAnalysis.ToMermaid(null!));
        Refuses("chain", () => RoleChainAnalysis.ToDot(null!));
        Refuses("snapshot", () => RoleChainAnalysis.Evaluate(null!, chain, "alice"));
        Refuses("chain", () => snapshot.Evaluate(null!, "alice"));
        Refuses("source", () => snapshot.Evaluate(chain, null!));
    }

    [Fact]
    public void Files_of_accounts_need_paths_and_names()
    {
        Refuses("paths", () => IamSnapshot.Load(null!, chain: null));
        Refuses("text", () => IamSnapshot.Parse(null!, "name"));
        Refuses("name", () => IamSnapshot.Parse("{}", null!));
    }

    [Fact]
    public async Task Trails_need_paths_and_ids()
    {
        await Assert.ThrowsAsync<ArgumentNullException>("paths", () => TrailIndex.ReadAsync(null!, cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentNullException>("options", () => TrailIndex.ReadAsync([], options: null!, cancellationToken: Token));
        await using TrailIndex trail = await TrailIndex.ReadAsync([], cancellationToken: Token);
        Refuses("id", () => trail.WhoIs(null!));
        Assert.Throws<ArgumentException>("id", () => trail.WhoIs(""));
        Refuses("roleArn", () => trail.ChainsInto(null!));
        Assert.Throws<ArgumentException>("roleArn", () => trail.ChainsInto(""));
    }

    private static void Refuses(string name, Func<object> call) => Assert.Throws<ArgumentNullException>(name, call);
}

using Amazon.S3;
using Microsoft.Extensions.Options;

namespace RoleChaining.Chains;

/// <summary>A hub's session that may do nothing but go on.</summary>
public sealed class NextHopTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chain_works_and_a_stolen_session_of_the_hub_does_not()
    {
        await using World world = World.InMemory(3);
        world.AddRole("arn:aws:iam::555555555555:role/Elsewhere", world.Roles[0]);
        using ChainedAWSCredentials credentials = world.Builder()
            .AssumeRole(world.Roles[0], hop => hop.RestrictToNextHop = true)
            .AssumeRole(world.Roles[1], hop => hop.RestrictToNextHop = true)
            .AssumeRole(world.Roles[2], hop => hop.Tags.Add("Team", "alpha"))
            .Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],"Resource":"{{world.Roles[1]}}"}]}""",
            credentials.Chain.Hops[0].Policy);
        Assert.Contains("\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]", credentials.Chain.Hops[1].Policy, StringComparison.Ordinal);
        Assert.Null(credentials.Chain.Hops[2].Policy);

        using ChainedAWSCredentials hub = world.Builder().AssumeRole(world.Roles[0], hop => hop.Policy = credentials.Chain.Hops[0].Policy).Build();
        ChainedAWSCredentials stolen = hub.AssumeRole("arn:aws:iam::555555555555:role/Elsewhere");
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => stolen.WarmUpAsync(Token));
        Assert.Equal(2, denied.HopNumber);
        AmazonS3Config config = new();
        world.Sts.Configure(config);
        using AmazonS3Client s3 = new(hub, config);
        await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.ListBucketsAsync(Token));
    }

    [Fact]
    public void A_path_with_characters_that_mean_something_in_a_policy_is_taken_literally()
    {
        RoleChain chain = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/Hub", hop => hop.RestrictToNextHop = true)
            .AssumeRole("arn:aws:iam::333333333333:role/a*b?c$d/Spoke")
            .BuildChain();
        Assert.Contains("\"Resource\":\"arn:aws:iam::333333333333:role/a${*}b${?}c${$}d/Spoke\"", chain.Hops[0].Policy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_hop_and_one_with_other_session_policies_cannot_be_restricted()
    {
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() => new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/Hub", hop => (hop.RestrictToNextHop, hop.Policy) = (true, "{}"))
            .AssumeRole("arn:aws:iam::333333333333:role/Spoke", hop => hop.RestrictToNextHop = true)
            .BuildChain());
        Assert.StartsWith("\n  1. hop 1 of 2: RestrictToNextHop is set beside Policy", refused.Message, StringComparison.Ordinal);
        Assert.Contains("\n  2. hop 2 of 2: RestrictToNextHop is set, but no hop follows", refused.Message, StringComparison.Ordinal);
    }
}

using RoleChaining.Testing;

namespace RoleChaining.Chains;

/// <summary>
/// Sessions that end before their time: AWS's "revoke active sessions", an application's own invalidation, and STS that fails meanwhile.
/// </summary>
public sealed class RevocationTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task Sessions_of_the_hub_that_were_revoked_cost_its_spokes_one_renewal(int hubHours)
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Builder()
            .AssumeRole(world.Roles[0], hop => hop.Duration = TimeSpan.FromHours(hubHours))
            .AssumeRole(world.Roles[1])
            .Build();
        await chain.WarmUpAsync(Token);
        world.Clock!.Advance(TimeSpan.FromMinutes(10));
        Revoke(world);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        using ChainedAWSCredentials spoke = chain.AssumeRole(world.AddRole("arn:aws:iam::444444444444:role/Spoke", world.Roles[1]));

        Assert.NotNull(await spoke.GetCredentialsAsync(Token)); // the last hop is new: its parent was not revoked
        chain.Invalidate();

        Assert.NotNull(await chain.GetCredentialsAsync(Token));
        Assert.Equal(2, world.Assumes.Count(call => call.RoleArn == world.Roles[0]));
    }

    [Fact]
    public async Task A_spoke_that_stays_denied_costs_its_hub_a_handful_of_calls_an_hour()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        await chain.WarmUpAsync(Token);
        using ChainedAWSCredentials broken = world.Builder().AssumeRole(world.Roles[0], hop => hop.SessionName = "test").Build()
            .AssumeRole("arn:aws:iam::444444444444:role/Nowhere");
        for (int minute = 0; minute < 60; minute++)
        {
            world.Clock!.Advance(TimeSpan.FromMinutes(1));
            RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => broken.GetCredentialsAsync(Token));
            Assert.Equal(RoleChainFailure.AccessDenied, denied.Failure);
        }

        Assert.InRange(world.Assumes.Count(call => call.RoleArn == world.Roles[0]), 2, 10);
    }

    [Fact]
    public async Task A_hub_that_is_revoked_again_and_again_is_renewed_each_minute_as_long_as_that_helps()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        await chain.WarmUpAsync(Token);
        for (int revocation = 1; revocation <= 4; revocation++)
        {
            world.Clock!.Advance(TimeSpan.FromSeconds(10));
            Revoke(world);
            world.Clock.Advance(TimeSpan.FromSeconds(51));
            chain.Invalidate();
            await chain.GetCredentialsAsync(Token);
            Assert.Equal(1 + revocation, world.Assumes.Count(call => call.RoleArn == world.Roles[0] && call.ErrorCode is null));
        }
    }

    [Fact]
    public async Task What_was_rejected_is_the_last_resort_while_STS_fails()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = world.Chain().WithRetry(retry => retry.MaxAttempts = 1).Build();
        string key = (await chain.GetCredentialsAsync(Token)).AccessKey;
        using (world.Sts.AddFault(StsFault.ServiceUnavailable()))
        {
            Assert.True(chain.Reject(key));
            Assert.Equal(key, (await chain.GetCredentialsAsync(Token)).AccessKey);
            world.Clock!.Advance(TimeSpan.FromMinutes(61)); // the grace counts from the rejection
            await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
        }
    }

    [Fact]
    public async Task What_was_rejected_is_not_served_when_AWS_denies_the_next()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = world.Chain().Build();
        string key = (await chain.GetCredentialsAsync(Token)).AccessKey;
        world.Sts.RemoveRole(world.Roles[0]);
        Assert.True(chain.Reject(key));
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.AccessDenied, denied.Failure);
    }

    [Fact]
    public async Task All_hops_can_be_invalidated()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        await chain.WarmUpAsync(Token);
        chain.Invalidate(allHops: false);
        await chain.WarmUpAsync(Token);
        Assert.Equal(3, world.Assumes.Count());

        chain.Invalidate(allHops: true);
        await chain.WarmUpAsync(Token);
        Assert.Equal(5, world.Assumes.Count());
    }

    [Fact]
    public async Task A_cold_chain_asks_again_a_short_moment_after_a_failure()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = world.Chain().WithRetry(retry => retry.MaxAttempts = 1).Build();
        using (world.Sts.AddFault(StsFault.ServiceUnavailable()))
        {
            await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
        }

        world.Clock!.Advance(TimeSpan.FromMilliseconds(250));
        Assert.NotNull(await chain.GetCredentialsAsync(Token));
    }

    [Fact]
    public async Task A_status_says_Failed_where_reads_throw_a_denial()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = world.Chain().WithRefresh(refresh => refresh.OnDenied = DeniedBehavior.Throw).Build();
        await chain.WarmUpAsync(Token);
        world.Sts.RemoveRole(world.Roles[0]);
        world.Clock!.Advance(TimeSpan.FromMinutes(59.5));
        await Record.ExceptionAsync(() => chain.GetCredentialsAsync(Token));
        await Eventually.TrueAsync(() => chain.Status.Final?.LastFailure is not null);
        await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
        Assert.Equal(HopState.Failed, chain.Status.Final!.State);
        Assert.False(chain.Status.IsServing);
    }

    /// <summary>As the console does it: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html</summary>
    private static void Revoke(World world)
    {
        LocalRole hub = world.Sts.Roles.Single(role => role.Arn == world.Roles[0]);
        hub.Policies = [.. hub.Policies, Policy.DenyIssuedBefore(world.Clock!.GetUtcNow())];
    }
}

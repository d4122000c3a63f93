using Microsoft.Extensions.Time.Testing;
using RoleChaining.Testing;

namespace RoleChaining.Chains;

/// <summary>Roles that were made a moment ago are denied for some seconds.</summary>
public sealed class PropagationTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/Hub";
    private const string Spoke = "arn:aws:iam::333333333333:role/Spoke";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chain_with_patience_works_once_its_roles_do(bool async)
    {
        await using LocalSts sts = NewRoles();
        using ChainedAWSCredentials credentials = Chain(sts, TimeSpan.FromMinutes(5));
        Task<Amazon.Runtime.ImmutableCredentials> read = async
            ? credentials.GetCredentialsAsync(Token)
            : Task.Factory.StartNew(credentials.GetCredentials, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await ElapseUntilAsync(() => read.IsCompleted);
        Assert.Equal("333333333333", (await read).AccountId);
        Assert.True(_clock.GetUtcNow() - _clock.Start >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_denial_is_a_denial_at_once_where_nobody_asked_for_patience()
    {
        await using LocalSts sts = NewRoles();
        using ChainedAWSCredentials credentials = Chain(sts, TimeSpan.Zero);
        await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Single(sts.Calls);
    }

    [Fact]
    public async Task Patience_has_an_end()
    {
        await using LocalSts sts = NewRoles();
        sts.RemoveRole(Hub);
        using ChainedAWSCredentials credentials = Chain(sts, TimeSpan.FromSeconds(5));
        Task read = credentials.GetCredentialsAsync(Token);
        await ElapseUntilAsync(() => read.IsCompleted);
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => read);
        Assert.Equal(RoleChainFailure.AccessDenied, denied.Failure);
        Assert.True(_clock.GetUtcNow() - _clock.Start >= TimeSpan.FromSeconds(3));
        Assert.True(sts.Calls.Count > 1);
    }

    [Fact]
    public async Task A_chain_that_has_worked_has_no_patience_left()
    {
        await using LocalSts sts = NewRoles();
        using ChainedAWSCredentials credentials = Chain(sts, TimeSpan.FromMinutes(5));
        Task read = credentials.GetCredentialsAsync(Token);
        await ElapseUntilAsync(() => read.IsCompleted);
        await read;
        sts.RemoveRole(Spoke);
        credentials.Invalidate();
        int calls = sts.Calls.Count;
        await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(calls + 1, sts.Calls.Count);
    }

    private async Task ElapseUntilAsync(Func<bool> condition)
    {
        // Slowly, or the patience would end while a call is under way on a busy machine.
        while (!condition())
        {
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            await Machine.IdleAsync(milliseconds: 1);
        }
    }

    private LocalSts NewRoles()
    {
        LocalSts sts = LocalSts.CreateInMemory(options =>
        {
            options.TimeProvider = _clock;
            options.PropagationDelay = TimeSpan.FromSeconds(10);
        });
        sts.AddRole(Hub, Policy.Trust("111111111111"), Policy.AllowAll);
        sts.AddRole(Spoke, Policy.Trust(Hub), Policy.AllowAll);
        return sts;
    }

    private ChainedAWSCredentials Chain(LocalSts sts, TimeSpan patience)
    {
        LocalUser alice = sts.AddUser("111111111111", "alice");
        return new RoleChainBuilder()
            .WithSource(alice.Credentials)
            .WithStsClientConfig(sts.Configure)
            .WithTimeProvider(_clock)
            .WithRetry(retry =>
            {
                retry.PropagationTimeout = patience;
                (retry.AttemptTimeout, retry.TotalTimeout) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)); // the clock runs while a call is under way
            })
            .AssumeRole(Hub).AssumeRole(Spoke)
            .Build();
    }
}

using Amazon.Runtime;
using RoleChaining.Chains;
using RoleChaining.Sts;
using RoleChaining.Testing;

namespace RoleChaining.Sessions;

/// <summary>A hop's call, and the session of the hop before that signs it.</summary>
public sealed class HopIssuerTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly World _world = World.InMemory();

    private string Hub => _world.Roles[0];

    private string Spoke => _world.Roles[1];

    private IEnumerable<string?> Assumed => _world.Assumes.Select(call => call.RoleArn);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(90, true)]
    [InlineData(92, true)] // ends 45 minutes from now, at the spoke's next refresh
    [InlineData(94, false)]
    public async Task A_hub_that_would_not_outlive_the_next_refresh_of_its_spoke_is_renewed_first(int hubMinutes, bool isRenewed)
    {
        using ChainedAWSCredentials chain = Chain(hubMinutes, spokeMinutes: 60);
        await chain.WarmUpAsync(Token);
        _world.Clock!.Advance(TimeSpan.FromMinutes(47));
        await RefreshAsync(chain);
        Assert.Equal(isRenewed, !IsSignedByFirstHub());
    }

    [Fact]
    public async Task That_refresh_comes_the_sooner_the_shorter_the_spoke_lives()
    {
        using ChainedAWSCredentials chain = Chain(hubMinutes: 60, spokeMinutes: 15);
        await chain.WarmUpAsync(Token);
        _world.Clock!.Advance(TimeSpan.FromMinutes(31)); // the hub's session is half spent
        await chain.GetCredentialsAsync(Token);
        _world.Clock.Advance(TimeSpan.FromMinutes(11));
        await RefreshAsync(chain);
        Assert.True(IsSignedByFirstHub());
    }

    [Theory]
    [InlineData("ExpiredToken")]
    [InlineData("InvalidClientTokenId")]
    public async Task A_session_that_STS_does_not_take_is_replaced_and_the_call_made_once_more(string code)
    {
        int refused = 0;
        _world.Sts.AddFault(StsFault.Error(403, code, "no"), call => call.RoleArn == Spoke && refused++ == 0);
        using ChainedAWSCredentials chain = _world.Chain().Build();
        await chain.WarmUpAsync(Token);
        Assert.Equal([Hub, Spoke, Hub, Spoke], Assumed);
    }

    [Fact]
    public async Task Keys_that_STS_does_not_take_and_that_have_no_others_are_tried_once()
    {
        _world.Sts.AddFault(StsFault.Error(403, "InvalidClientTokenId", "no"));
        using ChainedAWSCredentials chain = _world.Chain(1).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
        Assert.Equal((1, "InvalidClientTokenId"), (e.HopNumber, e.StsErrorCode));
        Assert.Equal([Hub], Assumed);
    }

    [Fact]
    public async Task A_denial_is_told_where_the_session_before_cannot_be_renewed()
    {
        using ChainedAWSCredentials chain = await WarmAsync();
        _world.Sts.AddFault(StsFault.Error(403, "AccessDenied", "no"), call => call.RoleArn == Spoke);
        _world.Sts.AddFault(StsFault.ServiceUnavailable(), call => call.RoleArn == Hub);
        chain.Invalidate();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(TimeSpan.FromMinutes(1), Token));
        Assert.Equal((2, RoleChainFailure.AccessDenied), (e.HopNumber, e.Failure));
    }

    [Fact]
    public async Task Another_refusal_than_a_denial_is_no_reason_to_renew_the_session_before()
    {
        using ChainedAWSCredentials chain = await WarmAsync();
        _world.Sts.AddFault(StsFault.Error(400, "PackedPolicyTooLarge", "no"), call => call.RoleArn == Spoke);
        chain.Invalidate();
        await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(TimeSpan.FromMinutes(1), Token));
        Assert.Equal([Hub, Spoke, Spoke], Assumed);
    }

    [Fact]
    public async Task The_key_of_shared_sessions_has_the_settings_of_the_hops_before()
    {
        string?[] own = await KeysAsync(_ => { });
        string?[] others = await KeysAsync(hub => hub.SessionName = "other");
        Assert.Equal(2, own.OfType<string>().Count());
        Assert.Empty(own.Intersect(others));
    }

    [Fact]
    public async Task The_key_is_known_once_it_is_known_who_the_source_is()
    {
        ChainTests.Rotating unknown = new(() => _world.Alice.Credentials.GetCredentials());
        using ChainedAWSCredentials chain = _world.Chain().WithSource(unknown).Build();
        Assert.Equal([null, null], await chain.FindCacheKeysAsync(Token));
        await chain.WarmUpAsync(Token);
        Assert.DoesNotContain(null, await chain.FindCacheKeysAsync(Token));
    }

    [Fact]
    public async Task A_source_that_is_a_session_is_refused_for_good_where_the_hop_may_not_be_chained()
    {
        await using World world = World.InMemory(1);
        AWSCredentials session = new SessionAWSCredentials("ASIAEXAMPLE000001", "secret", "token");
        using ChainedAWSCredentials chain = world.Builder().WithSource(new ChainTests.Rotating(session.GetCredentials))
            .AssumeRole(world.Roles[0], hop => hop.Duration = TimeSpan.FromHours(2)).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
        Assert.Equal((RoleChainFailure.InvalidChain, false), (e.Failure, e.IsTransient));
    }

    [Fact]
    public void The_quota_is_of_the_account_before_else_of_the_source_s_else_of_its_keys()
    {
        RoleSession Caller(string? account) => new(new ImmutableCredentials("AKIASOURCE", "secret", null, account), default, null);
        string KeyOf(RoleHop? before, string? account) => HopIssuer.CreateOperation(SomeSts.Hub, before, Caller(account), null, isRenewal: false).AccountKey;
        Assert.Equal(SomeSts.Hub.RoleArn.AccountId, KeyOf(SomeSts.Hub, "111111111111"));
        Assert.Equal("111111111111", KeyOf(before: null, "111111111111"));
        Assert.Equal("AKIASOURCE", KeyOf(before: null, account: null));
    }

    private ChainedAWSCredentials Chain(int hubMinutes, int spokeMinutes) => _world.Builder()
        .WithRefresh(refresh => refresh.JitterFraction = 0)
        .AssumeRole(Hub, hop => hop.Duration = TimeSpan.FromMinutes(hubMinutes))
        .AssumeRole(Spoke, hop => hop.Duration = TimeSpan.FromMinutes(spokeMinutes))
        .Build();

    /// <summary>Whether the first session of the hub signed the last call for the spoke.</summary>
    private bool IsSignedByFirstHub() =>
        _world.Assumes.Last(call => call.RoleArn == Spoke).SignerAccessKeyId == _world.Assumes.First(call => call.RoleArn == Hub).IssuedAccessKeyId;

    /// <summary>A chain whose sessions are a minute old.</summary>
    private async Task<ChainedAWSCredentials> WarmAsync()
    {
        ChainedAWSCredentials chain = _world.Chain().WithRetry(retry => retry.MaxAttempts = 1).Build();
        await chain.WarmUpAsync(Token);
        _world.Clock!.Advance(TimeSpan.FromMinutes(1));
        return chain;
    }

    /// <summary>A read that begins a refresh in the background, and the end of that.</summary>
    private static async Task RefreshAsync(ChainedAWSCredentials chain)
    {
        string before = (await chain.GetCredentialsAsync(Token)).AccessKey;
        await Eventually.TrueAsync(() => chain.Status.Final!.AccessKeyId != before && chain.Status.Hops.All(hop => !hop.IsRefreshing));
    }

    private async Task<string?[]> KeysAsync(Action<RoleHopOptions> hub)
    {
        using ChainedAWSCredentials chain = _world.Builder().AssumeRole(Hub, hub).AssumeRole(Spoke).Build();
        await chain.WarmUpAsync(Token);
        return [.. await chain.FindCacheKeysAsync(Token)];
    }
}

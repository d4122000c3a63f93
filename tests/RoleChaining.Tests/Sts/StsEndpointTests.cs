using Microsoft.Extensions.Time.Testing;
using RoleChaining.Planning;

namespace RoleChaining.Sts;

public sealed class StsEndpointTests
{
    private const int Many = 64;
    private readonly FakeTimeProvider _clock = new();
    private readonly StsEndpoint _endpoint;

    public StsEndpointTests() => _endpoint = new(new StsEndpointKey("eu-west-1", new StsClientSettings(), Configure: null, _clock));

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void Accounts_that_have_been_idle_for_a_minute_make_room_for_others(int seconds, bool isKept)
    {
        StsAccount[] accounts = GetAccounts(Many);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Same(accounts[7], _endpoint.GetAccount("7")); // in use

        _endpoint.GetAccount("another");

        Assert.Same(accounts[7], _endpoint.GetAccount("7"));
        Assert.Equal(isKept, ReferenceEquals(accounts[8], _endpoint.GetAccount("8")));
    }

    [Fact]
    public void A_few_accounts_are_never_looked_through()
    {
        StsAccount[] accounts = GetAccounts(Many - 1);
        _clock.Advance(TimeSpan.FromHours(1));

        _endpoint.GetAccount("another");

        Assert.Same(accounts[8], _endpoint.GetAccount("8"));
    }

    [Fact]
    public void Where_all_are_in_use_the_next_look_comes_at_twice_as_many()
    {
        StsAccount[] accounts = GetAccounts(Many);
        _endpoint.GetAccount("another");
        _clock.Advance(TimeSpan.FromHours(1));

        _endpoint.GetAccount("yet another");

        Assert.Same(accounts[8], _endpoint.GetAccount("8"));
    }

    [Fact]
    public async Task The_calls_of_an_account_are_spread_on_the_clock_of_the_machine_alone()
    {
        StsEndpoint real = new(new StsEndpointKey("eu-west-1", new StsClientSettings(), Configure: null, TimeProvider.System));
        Assert.True(await ImmediateAsync(_endpoint.GetAccount("1")));
        Assert.False(await ImmediateAsync(real.GetAccount("1")));
    }

    /// <summary>Whether 400 calls, one after another, may all be sent at once.</summary>
    private static async Task<bool> ImmediateAsync(StsAccount account)
    {
        bool all = true;
        for (int i = 0; i < 400; i++)
        {
            ValueTask turn = account.EnterAsync(async: true, TestContext.Current.CancellationToken);
            all &= turn.IsCompletedSuccessfully;
            await turn;
            account.Leave();
        }

        return all;
    }

    [Fact]
    public async Task A_call_that_gives_up_before_it_may_be_sent_leaves_its_turn_to_another()
    {
        StsAccount account = new("eu-west-1", new MonotonicClock(TimeProvider.System), isRealTime: true);
        for (int i = 0; i < 200; i++)
        {
            try
            {
                await account.EnterAsync(async: true, new CancellationToken(canceled: true));
                account.Leave();
            }
            catch (OperationCanceledException)
            {
                // The burst is used up.
            }
        }

        await account.EnterAsync(async: true, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private StsAccount[] GetAccounts(int count) => [.. Enumerable.Range(0, count).Select(i => _endpoint.GetAccount($"{i}"))];
}

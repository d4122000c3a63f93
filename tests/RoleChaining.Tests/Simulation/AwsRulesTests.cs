using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Simulation;

/// <summary>
/// What AWS's SDKs in other languages have agreed upon for the refresh of credentials, as far as it is right: with no jitter, their wait
/// after a failure (5 to 10 minutes; here 7) and denials that throw, every hop of a chain does the same. Where a name ends in
/// "unlike AWS's", ours differs on purpose, and the comment says why.
/// </summary>
public sealed class AwsRulesTests
{
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(420);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A chain's length and the hop that is looked at.</summary>
    public static TheoryData<int, int> Hops => new() { { 1, 1 }, { 3, 1 }, { 3, 2 }, { 3, 3 } };

    public static TheoryData<int, int, string> DenialsAtHops => Each(
        "AccessDenied", "IDPRejectedClaim", "InvalidIdentityToken", "MalformedPolicyDocument", "PackedPolicyTooLarge", "RegionDisabled");

    public static TheoryData<int, int, string> TransientsAtHops => Each("Throttling", "ServiceUnavailable", "InternalFailure", "RequestLimitExceeded");

    [Theory]
    [InlineData(1, 1, 15, 5)]
    [InlineData(1, 1, 20, 5)]
    [InlineData(1, 1, 60, 15)]
    [InlineData(1, 1, 120, 60)]
    [InlineData(1, 1, 720, 60)]
    [InlineData(3, 1, 720, 60)]
    [InlineData(3, 2, 15, 5)]
    [InlineData(3, 2, 60, 15)]
    [InlineData(3, 3, 20, 5)]
    [InlineData(3, 3, 60, 15)]
    public void The_window_follows_the_lifetime_by_the_table(int hops, int hop, int minutes, int window) => Run(hops, hop, TimeSpan.FromMinutes(minutes), chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(window) + TimeSpan.FromSeconds(1));
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.Zero);
        Assert.Equal(1, chain.Calls(hop));

        chain.Advance(TimeSpan.FromSeconds(1));
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, chain.Calls(hop));
        Assert.NotEqual(first, chain.Key(hop));
    });

    // AWS's table would refresh a session of 21 minutes when it is 6 minutes old, and one of 90 minutes after 30.
    [Theory]
    [InlineData(21, 10.5)]
    [InlineData(90, 45)]
    public void The_window_is_never_more_than_half_of_a_life_unlike_AWSs(int minutes, double window) => Run(1, 1, TimeSpan.FromMinutes(minutes), chain =>
    {
        string first = chain.Key(1);
        chain.AdvanceTo(1, TimeSpan.FromMinutes(window) + TimeSpan.FromSeconds(1));
        chain.Key(1);
        chain.Advance(TimeSpan.FromSeconds(2));
        AssertServed(first, chain.Read(1));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, chain.Key(1));
    });

    [Theory]
    [MemberData(nameof(Hops))]
    public void The_window_is_computed_anew_at_every_refresh(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        chain.Key(hop);
        chain.Sts.SessionLifetimeCap = TimeSpan.FromMinutes(15);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(15));
        chain.Key(hop);
        chain.Advance(TimeSpan.FromSeconds(1));
        string second = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(5.1));
        AssertServed(second, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, chain.Calls(hop));
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(5));
        AssertServed(second, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, chain.Calls(hop));
    });

    [Theory]
    [MemberData(nameof(Hops))]
    public void A_window_of_the_customers_own_takes_the_tables_place(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(10.1));
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, chain.Calls(hop));
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(10));
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, chain.Calls(hop));
    }, options => options.AdvisoryWindow = TimeSpan.FromMinutes(10));

    // AWS's one winner refreshes within its own request; ours are served, all of them, and nobody pays.
    [Theory]
    [MemberData(nameof(Hops))]
    public void In_the_advisory_window_one_refreshes_and_all_are_served_at_once_unlike_AWSs_winner(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(15));
        for (int reader = 0; reader < 50; reader++)
        {
            AssertServed(first, chain.Read(hop));
        }

        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, chain.Calls(hop));
    });

    [Theory]
    [MemberData(nameof(Hops))]
    public void In_the_mandatory_minute_all_wait_for_one_refresh(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(1));
        Task<ImmutableCredentials>[] readers = [.. Enumerable.Range(0, 50).Select(_ => chain.Read(hop))];
        Assert.All(readers, reader => Assert.False(reader.IsCompleted));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.All(readers, reader => Assert.NotEqual(first, reader.Result.AccessKey));
        Assert.Equal(2, chain.Calls(hop));
    });

    [Theory]
    [MemberData(nameof(Hops))]
    public void A_cold_chain_makes_all_wait_for_one_refresh(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        Task<ImmutableCredentials>[] readers = [.. Enumerable.Range(0, 50).Select(_ => chain.Read(hop))];
        Assert.All(readers, reader => Assert.False(reader.IsCompleted));
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(readers.Select(reader => reader.Result.AccessKey).Distinct());
        Assert.Equal(1, chain.Calls(hop));
    });

    [Theory]
    [MemberData(nameof(TransientsAtHops))]
    public void A_failed_refresh_serves_the_cached_session_and_leaves_STS_alone_for_the_delay(int hops, int hop, string code) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(15));
        using IDisposable fault = chain.Fail(hop, StsFault.Error(code[0] is 'T' or 'R' ? 400 : 503, code, "Not now."));
        AssertLeftAlone(chain, hop, first, calls: 2);
        AssertLeftAlone(chain, hop, first, calls: 3);
    });

    [Theory]
    [MemberData(nameof(Hops))]
    public void A_failed_refresh_serves_the_cached_session_even_after_its_end_and_leaves_STS_alone(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromSeconds(30));
        using IDisposable fault = chain.Fail(hop, StsFault.ServiceUnavailable());
        Assert.Equal(first, chain.Key(hop));
        int calls = chain.Calls(hop);
        chain.Advance(FailureDelay - TimeSpan.FromSeconds(10));
        Assert.True(chain.Hop(hop).Expiration < chain.Now);
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.Zero);
        Assert.Equal(calls, chain.Calls(hop));

        chain.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(first, chain.Key(hop));
        Assert.True(chain.Calls(hop) > calls);
    });

    // AWS serves an expired session without end: here an hour, since a service that extends its validity does so in an outage only.
    [Theory]
    [MemberData(nameof(Hops))]
    public void An_expired_session_is_served_for_a_limited_time_unlike_AWSs(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        using IDisposable fault = chain.Fail(hop, StsFault.ServiceUnavailable());
        chain.AdvanceTo(hop, TimeSpan.Zero);
        Assert.Equal(first, chain.Key(hop));
        chain.AdvanceTo(hop, -Hour);
        Assert.Throws<RoleChainException>(() => chain.Key(hop));
    });

    [Theory]
    [MemberData(nameof(Hops))]
    public void An_answer_that_has_expired_counts_as_a_failure(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(15));
        chain.Sts.SessionLifetimeCap = TimeSpan.FromTicks(1);
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(1));
        int calls = chain.Sts.Calls.Count;
        chain.Advance(FailureDelay - TimeSpan.FromSeconds(2));
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.Zero);
        Assert.Equal(calls, chain.Sts.Calls.Count);
        Assert.NotNull(chain.Hop(hop).Status.Hops[1].LastFailure);
    });

    // AWS's winner is told at once; ours was served before STS was asked, and the next ones are told.
    [Theory]
    [MemberData(nameof(DenialsAtHops))]
    public void A_denial_is_raised_in_the_advisory_window_and_remembered_for_one_to_five_seconds(int hops, int hop, string code) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(15));
        using IDisposable fault = chain.Fail(hop, StsFault.Error(403, code, "No."));
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(0.5));
        AssertDenied(chain, hop, code);
        chain.Advance(TimeSpan.FromSeconds(0.5));
        AssertDenied(chain, hop, code);
        Assert.Equal(2, chain.Calls(hop));
        chain.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Throws<RoleChainException>(() => chain.Key(hop));
        Assert.Equal(3, chain.Calls(hop));

        fault.Dispose();
        chain.Advance(TimeSpan.FromSeconds(5));
        Assert.NotEqual(first, chain.Key(hop));
    });

    // AWS takes STS's ExpiredToken for a passing failure of this hop and waits 5 to 10 minutes. It speaks of the session that signed: that
    // one is renewed, and nobody notices.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ExpiredToken_renews_the_session_that_signed_unlike_AWSs(int hop) => Run(3, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.Sts.RevokeSession(chain.Key(hop - 1));
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(15));
        AssertServed(first, chain.Read(hop));
        chain.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(first, chain.Key(hop));
        Assert.Null(chain.Hop(hop).Status.Final.LastFailure);
    });

    [Fact]
    public void ExpiredToken_of_the_sources_own_keys_is_a_passing_failure() => Run(1, 1, Hour, chain =>
    {
        string first = chain.Key(1);
        chain.AdvanceTo(1, TimeSpan.FromMinutes(15));
        using IDisposable fault = chain.Fail(1, StsFault.Error(403, "ExpiredToken", "The security token included in the request is expired"));
        AssertLeftAlone(chain, 1, first, calls: 2);
    });

    [Theory]
    [MemberData(nameof(Hops))]
    public void An_invalidation_needs_the_current_key_and_makes_the_next_reader_wait(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        Assert.False(chain.Hop(hop).Invalidate("ASIAANOTHER"));
        AssertServed(first, chain.Read(hop));
        Assert.True(chain.Hop(hop).Invalidate(first));
        Task<ImmutableCredentials> read = chain.Read(hop);
        Assert.False(read.IsCompleted);
        chain.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, read.Result.AccessKey);
        Assert.False(chain.Hop(hop).Invalidate(first));
    });

    // AWS would still hand out what was invalidated; ours has dropped it.
    [Theory]
    [MemberData(nameof(Hops))]
    public void An_invalidation_is_no_way_around_the_delay_after_a_failure(int hops, int hop) => Run(hops, hop, Hour, chain =>
    {
        string first = chain.Key(hop);
        chain.AdvanceTo(hop, TimeSpan.FromMinutes(15));
        using (chain.Fail(hop, StsFault.ServiceUnavailable()))
        {
            AssertServed(first, chain.Read(hop));
            chain.Advance(TimeSpan.FromSeconds(1));
        }

        chain.Hop(hop).Invalidate(first);
        Assert.True(chain.Read(hop).IsFaulted);
        chain.Advance(FailureDelay - TimeSpan.FromSeconds(2));
        Assert.True(chain.Read(hop).IsFaulted);
        Assert.Equal(2, chain.Calls(hop));
        chain.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(first, chain.Key(hop));
    });

    private static void Run(int hops, int hop, TimeSpan life, Action<SimChain> test, Action<RoleChainRefreshOptions>? refresh = null) => SimChain.Run(
        [.. Enumerable.Range(1, hops).Select(number => number == hop ? life : Hour)],
        options =>
        {
            options.JitterFraction = 0;
            options.FailureDelay = options.MaxFailureDelay = options.MaxUrgentFailureDelay = FailureDelay;
            options.OnDenied = DeniedBehavior.Throw;
            refresh?.Invoke(options);
        },
        test);

    private static TheoryData<int, int, string> Each(params string[] codes)
    {
        TheoryData<int, int, string> all = new();
        foreach (string code in codes)
        {
            all.Add(1, 1, code);
            all.Add(3, 1, code);
            all.Add(3, 2, code);
            all.Add(3, 3, code);
        }

        return all;
    }

    /// <summary>One read makes one call; until the delay is over, further ones make none, and all are served.</summary>
    private static void AssertLeftAlone(SimChain chain, int hop, string key, int calls)
    {
        AssertServed(key, chain.Read(hop));
        for (int step = 0; step < 41; step++)
        {
            chain.Advance(TimeSpan.FromSeconds(10));
            AssertServed(key, chain.Read(hop));
            Assert.Equal(calls, chain.Calls(hop));
        }

        chain.Advance(TimeSpan.FromSeconds(11));
    }

    private static void AssertServed(string key, Task<ImmutableCredentials> read)
    {
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal(key, read.Result.AccessKey);
    }

    private static void AssertDenied(SimChain chain, int hop, string code)
    {
        Task<ImmutableCredentials> read = chain.Read(hop);
        Assert.True(read.IsFaulted);
        RoleChainException denied = Assert.IsType<RoleChainException>(read.Exception.InnerException);
        Assert.Equal(code, denied.StsErrorCode);
        Assert.Equal(hop, denied.HopNumber);
    }
}

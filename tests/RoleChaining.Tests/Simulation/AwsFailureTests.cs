using Amazon.Runtime;
using RoleChaining.Testing;
using static RoleChaining.Simulation.AwsRules;

namespace RoleChaining.Simulation;

/// <summary><see cref="AwsRules"/> of refreshes that fail, and of sessions that are invalidated.</summary>
public sealed class AwsFailureTests
{
    public static TheoryData<int, int> Hops => AwsRules.Hops;

    public static TheoryData<int, int, string> DenialsAtHops => Each(
        "AccessDenied", "IDPRejectedClaim", "InvalidIdentityToken", "MalformedPolicyDocument", "PackedPolicyTooLarge", "RegionDisabled");

    public static TheoryData<int, int, string> TransientsAtHops => Each("Throttling", "ServiceUnavailable", "InternalFailure", "RequestLimitExceeded");

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

        // The session that signs is old enough by now for the denial to mean it, so the hop before is renewed and the call made once more.
        Assert.Equal(hop > 1 && code == "AccessDenied" ? 4 : 3, chain.Calls(hop));

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

    // What was invalidated is the last resort, as an expired session is.
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
        AssertServed(first, chain.Read(hop));
        chain.Advance(FailureDelay - TimeSpan.FromSeconds(2));
        AssertServed(first, chain.Read(hop));
        Assert.Equal(2, chain.Calls(hop));
        chain.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(first, chain.Key(hop));
    });
}

using Amazon.Runtime;
using static RoleChaining.Simulation.AwsRules;

namespace RoleChaining.Simulation;

/// <summary><see cref="AwsRules"/> of when a session is refreshed and who waits.</summary>
public sealed class AwsWindowTests
{
    public static TheoryData<int, int> Hops => AwsRules.Hops;

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
}

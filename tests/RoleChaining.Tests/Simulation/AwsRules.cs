using Amazon.Runtime;

namespace RoleChaining.Simulation;

/// <summary>
/// What AWS's SDKs in other languages have agreed upon for the refresh of credentials, as far as it is right: with no jitter, their wait
/// after a failure (5 to 10 minutes; here 7) and denials that throw, every hop of a chain does the same. Where a test's name says
/// "unlike AWS's", ours differs on purpose, and its comment says why.
/// </summary>
internal static class AwsRules
{
    public static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(420);
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A chain's length and the hop that is looked at.</summary>
    public static TheoryData<int, int> Hops => new() { { 1, 1 }, { 3, 1 }, { 3, 2 }, { 3, 3 } };

    public static void Run(int hops, int hop, TimeSpan life, Action<SimChain> test, Action<RoleChainRefreshOptions>? refresh = null) => SimChain.Run(
        [.. Enumerable.Range(1, hops).Select(number => number == hop ? life : Hour)],
        options =>
        {
            options.JitterFraction = 0;
            options.FailureDelay = options.MaxFailureDelay = options.MaxUrgentFailureDelay = FailureDelay;
            options.OnDenied = DeniedBehavior.Throw;
            refresh?.Invoke(options);
        },
        test);

    public static TheoryData<int, int, string> Each(params string[] codes)
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
    public static void AssertLeftAlone(SimChain chain, int hop, string key, int calls)
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

    public static void AssertServed(string key, Task<ImmutableCredentials> read)
    {
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal(key, read.Result.AccessKey);
    }

    public static void AssertDenied(SimChain chain, int hop, string code)
    {
        Task<ImmutableCredentials> read = chain.Read(hop);
        Assert.True(read.IsFaulted);
        RoleChainException denied = Assert.IsType<RoleChainException>(read.Exception.InnerException);
        Assert.Equal(code, denied.StsErrorCode);
        Assert.Equal(hop, denied.HopNumber);
    }
}

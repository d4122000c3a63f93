using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Stress;

/// <summary>
/// Real threads and real time: thousands of readers, and others that invalidate, reject, branch, leave and dispose, on sessions that
/// last three seconds. Bounded in time; what it looks for are broken invariants.
/// </summary>
[Collection(Alone.Name)]
public sealed class StressTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Handouts _handouts = new();
    private readonly ConcurrentQueue<Exception> _failures = [];
    private readonly ConcurrentQueue<Exception> _unobserved = [];

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public async Task Under_load_no_reader_gets_what_has_expired_or_is_mixed_and_none_is_forgotten(double failing)
    {
        string marker = $"stress-{failing * 10:0}";
        await using World world = InMemory(failing);
        using FlightWatch flights = new(marker);
        EventHandler<UnobservedTaskExceptionEventArgs> unobserved = (_, e) => _unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += unobserved;
        try
        {
            using ChainedAWSCredentials chain = Chain(world, marker);
            using CancellationTokenSource end = new(Time);
            await Task.WhenAll(new StressLoad(chain, world.Roles[2], marker, _handouts, _failures).Start(end.Token)).WaitAsync(Patience, TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => chain.Status.Hops.All(hop => !hop.IsRefreshing));
            await AssertEveryKeyWorksAsync(world, chain);
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= unobserved;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{_handouts.Reads} reads, {flights.Calls} calls, {_failures.Count} failures");
        Assert.Empty(flights.Overlaps());
        Assert.Empty(_handouts.Mixed);
        Assert.Empty(_unobserved);
        Assert.True(flights.Calls > 4, "nothing was refreshed");

        if (failing == 0)
        {
            Assert.Empty(_failures);
            Assert.Empty(_handouts.Expired(world.Sts.Calls, Lifetime));
        }

        Assert.All(_failures, failure => Assert.True(failure is RoleChainException { IsTransient: true }, failure.ToString()));
    }

    /// <summary>In memory, in real time, every answer somewhat late and some of them failing.</summary>
    private static World InMemory(double failing)
    {
        World world = World.InMemoryOnRealTime(hops: 3);
        world.Sts.SessionLifetimeCap = Lifetime;
        world.Sts.AddFault(StsFault.Latency(TimeSpan.FromMilliseconds(15)));
        world.Sts.AddFault(StsFault.ServiceUnavailable(), probability: failing);
        return world;
    }

    private static ChainedAWSCredentials Chain(World world, string marker)
    {
        RoleChainBuilder builder = world.Builder();
        for (int hop = 0; hop < 2; hop++)
        {
            string name = $"{marker}-hop-{hop + 1}";
            builder.AssumeRole(world.Roles[hop], options => options.SessionName = name);
        }

        return builder.Build();
    }

    /// <summary>The last session signs a call that the server verifies: key, secret and token belong together.</summary>
    private static async Task AssertEveryKeyWorksAsync(World world, ChainedAWSCredentials chain)
    {
        AmazonSecurityTokenServiceConfig config = new();
        world.Sts.Configure(config);
        using AmazonSecurityTokenServiceClient client = new(chain, config);
        await Eventually.TrueAsync(() =>
        {
            try
            {
                return client.GetCallerIdentityAsync(new GetCallerIdentityRequest()).GetAwaiter().GetResult().Arn.Length > 0;
            }
            catch (AmazonServiceException)
            {
                return false; // one of the failing answers
            }
        });
    }
}

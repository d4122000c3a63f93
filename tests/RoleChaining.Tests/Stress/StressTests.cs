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
    private const int AsyncReaders = 2000;
    private const int BlockingReaders = 16;
    private const int Branches = 12;

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
            await Task.WhenAll(Start(chain, world.Roles[2], marker, end.Token)).WaitAsync(Patience, TestContext.Current.CancellationToken);
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

    private IEnumerable<Task> Start(ChainedAWSCredentials chain, string next, string marker, CancellationToken end)
    {
        for (int reader = 0; reader < AsyncReaders; reader++)
        {
            int number = reader;
            yield return Task.Run(() => ReadAsync(chain, number, end), CancellationToken.None);
        }

        for (int reader = 0; reader < BlockingReaders; reader++)
        {
            yield return Task.Factory.StartNew(() => Block(chain, end), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        for (int branch = 0; branch < Branches; branch++)
        {
            int number = branch;
            yield return Task.Run(() => BranchAsync(chain, next, marker, number, end), CancellationToken.None);
        }

        yield return Task.Run(() => DisturbAsync(chain, end), CancellationToken.None);
        yield return Task.Run(() => LeaveAsync(chain, end), CancellationToken.None);
    }

    private async Task ReadAsync(ChainedAWSCredentials chain, int number, CancellationToken end)
    {
        Random random = new(number);
        while (!end.IsCancellationRequested)
        {
            DateTimeOffset askedAt = TimeProvider.System.GetUtcNow();
            try
            {
                _handouts.Add(askedAt, await chain.GetCredentialsAsync(CancellationToken.None));
            }
            catch (RoleChainException e)
            {
                _failures.Enqueue(e);
            }

            await Task.Delay(random.Next(1, 40), CancellationToken.None);
        }
    }

    private void Block(ChainedAWSCredentials chain, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            DateTimeOffset askedAt = TimeProvider.System.GetUtcNow();
            try
            {
                _handouts.Add(askedAt, chain.GetCredentials());
            }
            catch (RoleChainException e)
            {
                _failures.Enqueue(e);
            }

            Thread.Yield();
        }
    }

    /// <summary>Makes a chain of one hop more, reads it and lets it go, again and again; the same hop as some others.</summary>
    private async Task BranchAsync(ChainedAWSCredentials chain, string role, string marker, int number, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using ChainedAWSCredentials branch = chain.AssumeRole(role, hop => hop.SessionName = $"{marker}-branch-{number / 3}");
            for (int read = 0; read < 20; read++)
            {
                DateTimeOffset askedAt = TimeProvider.System.GetUtcNow();
                try
                {
                    _handouts.Add(askedAt, number % 2 == 0 ? await branch.GetCredentialsAsync(CancellationToken.None) : branch.GetCredentials());
                }
                catch (RoleChainException e)
                {
                    _failures.Enqueue(e);
                }

                await Task.Delay(3, CancellationToken.None);
            }
        }
    }

    private static async Task DisturbAsync(ChainedAWSCredentials chain, CancellationToken end)
    {
        for (int turn = 0; !end.IsCancellationRequested; turn++)
        {
            string? key = chain.Status.Final.AccessKeyId;
            switch (turn % 4)
            {
                case 0:
                    chain.Invalidate();
                    break;

                case 1 when key is not null:
                    chain.Invalidate(key);
                    break;

                case 2 when key is not null:
                    chain.Reject(key);
                    break;
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task LeaveAsync(ChainedAWSCredentials chain, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using CancellationTokenSource leaving = new(TimeSpan.FromMilliseconds(2));
            try
            {
                await chain.GetCredentialsAsync(leaving.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or RoleChainException)
            {
            }

            await Task.Delay(1, CancellationToken.None);
        }
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

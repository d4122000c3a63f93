using RoleChaining.Testing;

namespace RoleChaining.Caching;

/// <summary>One session for the whole fleet: one replica obtains it, and the others take it over.</summary>
public sealed class SharedSessionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_hour_one_replica_refreshes_and_the_others_adopt(bool locked)
    {
        await using Fleet fleet = new(hops: 2);
        ChainedAWSCredentials[] replicas = [.. Enumerable.Range(0, 5).Select(_ => fleet.Replica(locked: locked))];
        for (int minute = 0; minute < 4 * 60; minute++)
        {
            foreach (ChainedAWSCredentials replica in replicas)
            {
                await fleet.ReadAsync(replica);
                await fleet.SettleAsync();
            }

            fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        }

        // A session is refreshed 45 to 50 minutes after it was issued: by 5 replicas nearer to 45. A hub that would not outlive a new session
        // of its spoke is renewed first, at half of its life at the soonest.
        int spokes = fleet.World.Assumes.Count(call => call.RoleArn == fleet.World.Roles[1]);
        int hubs = fleet.World.Assumes.Count(call => call.RoleArn == fleet.World.Roles[0]);
        Assert.InRange(spokes, 5, 6);
        Assert.InRange(hubs, 5, 8);
    }

    [Fact]
    public async Task Of_replicas_that_are_cold_at_once_one_asks_STS_and_the_others_wait_for_it()
    {
        await Fleet.WarmAsync();
        await using Fleet fleet = new();
        using IDisposable slow = fleet.World.Sts.AddFault(StsFault.Latency(TimeSpan.FromMilliseconds(400)));
        ChainedAWSCredentials[] replicas = [.. Enumerable.Range(0, 20).Select(_ => fleet.Replica())];
        Task<string>[] reads = [.. replicas.Select(async replica => (await replica.GetCredentialsAsync(Token)).AccessKey)];
        while (!reads.All(read => read.IsCompleted))
        {
            await Machine.IdleAsync();
            fleet.World.Clock!.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Single((await Task.WhenAll(reads)).Distinct());
        Assert.Equal(1, fleet.StsCalls);
        await Eventually.TrueAsync(() => !fleet.Locks.Taken.Any());
    }

    [Fact]
    public async Task A_holder_that_died_holds_a_reader_up_for_a_second_at_most()
    {
        await using Fleet fleet = new();
        fleet.Locks.AreDead = true;
        await fleet.ReadAsync(fleet.Replica(), waited => Assert.InRange(waited, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1.5)));
        Assert.Equal(1, fleet.StsCalls);
        Assert.DoesNotContain(fleet.Logs.GetSnapshot(), record => record.Id.Name == "CacheFailed");
    }

    [Fact]
    public async Task A_LockTimeout_that_changes_counts_at_once_and_the_lock_is_not_taken_for_one_that_hangs()
    {
        await using Fleet fleet = new();
        ChainedAWSCredentials replica = fleet.Replica();
        fleet.Locks.AreDead = true;
        fleet.Options.LockTimeout = TimeSpan.FromSeconds(4);
        await fleet.ReadAsync(replica, waited => Assert.InRange(waited, TimeSpan.FromSeconds(3.9), TimeSpan.FromSeconds(4.5)));
        Assert.DoesNotContain(fleet.Logs.GetSnapshot(), record => record.Id.Name == "CacheFailed");
    }

    [Fact]
    public async Task Who_waits_for_a_dead_holder_adopts_what_another_one_stores_meanwhile()
    {
        await using Fleet fleet = new();
        string stored = await fleet.ReadAsync(fleet.Replica());
        Dictionary<string, byte[]> entries = fleet.Cache.Save();
        fleet.Cache.Flush();
        fleet.Locks.AreDead = true;
        fleet.Locks.OnTry = () =>
        {
            if (fleet.Locks.Tries == 4)
            {
                fleet.Cache.Restore(entries);
            }

            return Task.CompletedTask;
        };
        Assert.Equal(stored, await fleet.ReadAsync(fleet.Replica()));
        Assert.Equal(1, fleet.StsCalls);
    }

    [Theory]
    [InlineData("leaves")]
    [InlineData("leaves and comes back")]
    [InlineData("is damaged")]
    public async Task Who_waits_goes_on_waiting_whatever_becomes_of_the_session_that_is_due(string change)
    {
        await using Fleet fleet = new();
        await fleet.ReadAsync(fleet.Replica());
        Dictionary<string, byte[]> entries = fleet.Cache.Save();
        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(55));
        fleet.Locks.AreDead = true;
        fleet.Locks.OnTry = () =>
        {
            switch (fleet.Locks.Tries)
            {
                case 3 when change == "is damaged":
                    fleet.Cache[fleet.Cache.Sessions.Single()] = [1, 2, 3];
                    break;
                case 3:
                    fleet.Cache.Flush();
                    break;
                case 4 when change == "leaves and comes back":
                    fleet.Cache.Restore(entries);
                    break;
            }

            return Task.CompletedTask;
        };
        await fleet.ReadAsync(fleet.Replica(), waited => Assert.InRange(waited, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(2.5)));
        Assert.Equal(2, fleet.StsCalls);
    }

    [Fact]
    public async Task Whom_STS_fails_adopts_what_another_one_stored_meanwhile()
    {
        await using Fleet fleet = new();
        string stored = await fleet.ReadAsync(fleet.Replica());
        Dictionary<string, byte[]> entries = fleet.Cache.Save();
        fleet.Cache.Flush();
        using IDisposable down = fleet.World.Sts.AddFault(StsFault.Throttling(), _ =>
        {
            fleet.Cache.Restore(entries);
            return true;
        });
        Assert.Equal(stored, await fleet.ReadAsync(fleet.Replica()));
        await Eventually.TrueAsync(() => !fleet.Locks.Taken.Any()); // given back in the background
    }

    [Fact]
    public async Task While_STS_throttles_the_holder_of_the_lock_is_waited_for_longer()
    {
        await using Fleet fleet = new();
        ChainedAWSCredentials replica = fleet.Replica();
        using (fleet.World.Sts.AddFault(StsFault.Throttling(), count: 1))
        {
            await fleet.ReadAsync(replica);
        }

        fleet.Locks.AreDead = true;
        replica.Invalidate();
        await fleet.ReadAsync(replica, waited => Assert.InRange(waited, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)));

        fleet.World.Clock!.Advance(TimeSpan.FromSeconds(10));
        replica.Invalidate();
        await fleet.ReadAsync(replica, waited => Assert.InRange(waited, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1.5)));
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("hangs")]
    [InlineData("blocks")]
    public async Task A_lock_that_fails_is_done_without(string fault)
    {
        await using Fleet fleet = new();
        using ManualResetEventSlim end = new();
        fleet.Locks.OnTry = () =>
        {
            if (fault == "blocks")
            {
                end.Wait(Token);
            }

            return fault == "throws" ? Task.FromException(new TimeoutException("no connection")) : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);
        };
        ChainedAWSCredentials first = fleet.Replica();
        string stored = await fleet.ReadAsync(first, waited => Assert.True(waited <= TimeSpan.FromSeconds(3), $"waited {waited}"));
        Assert.Single(fleet.Logs.GetSnapshot(), record => record.Id.Name == "CacheFailed");

        // The session was stored all the same, and the lock is left alone for a while by who saw it hang.
        Assert.Equal(stored, await fleet.ReadAsync(fleet.Replica()));
        int tries = fleet.Locks.Tries;
        first.Invalidate();
        await fleet.ReadAsync(first, waited => Assert.True(waited <= TimeSpan.FromSeconds(1), $"waited {waited}"));
        Assert.Equal(fault == "throws" ? tries + 1 : tries, fleet.Locks.Tries);
        end.Set();
    }

    [Fact]
    public async Task A_replica_that_starts_finds_all_its_sessions_and_asks_nobody()
    {
        await using Fleet fleet = new(hops: 2);
        await fleet.ReadAsync(fleet.Replica());
        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(30));
        await fleet.ReadAsync(fleet.Replica());
        Assert.Equal(2, fleet.StsCalls);
    }

    [Fact]
    public async Task Another_generation_finds_nothing_and_the_change_counts_at_once()
    {
        await using Fleet fleet = new();
        ChainedAWSCredentials replica = fleet.Replica();
        string old = await fleet.ReadAsync(replica);
        fleet.Options.Generation = "2";
        string next = await fleet.ReadAsync(fleet.Replica());
        Assert.NotEqual(old, next);
        Assert.Equal(next, await fleet.ReadAsync(fleet.Replica()));
        Assert.Equal(2, fleet.StsCalls);

        // An entry of one generation under the name of another cannot be read.
        string key = fleet.Cache.Sessions.Single(name => fleet.Cache.Sessions.Any(other => other != name && name.Length == other.Length && name.CompareTo(other) < 0));
        string other = fleet.Cache.Sessions.Single(name => name != key);
        (fleet.Cache[key], fleet.Cache[other]) = (fleet.Cache[other], fleet.Cache[key]);
        await fleet.ReadAsync(fleet.Replica());
        Assert.Equal(3, fleet.StsCalls);
    }

    [Fact]
    public async Task A_hop_that_is_not_to_be_shared_stays_in_the_process_and_its_spoke_is_shared()
    {
        await using Fleet fleet = new(hops: 2);
        string[] roles = [.. fleet.World.Roles];
        ChainedAWSCredentials Replica() => fleet.World.Builder().WithSessionCache(fleet.Sessions())
            .AssumeRole(roles[0], hop => hop.ShareSession = false)
            .AssumeRole(roles[1])
            .Build();
        using ChainedAWSCredentials first = Replica();
        using ChainedAWSCredentials second = Replica();
        Assert.Equal(await fleet.ReadAsync(first), await fleet.ReadAsync(second));
        Assert.Single(fleet.Cache.Sessions);
        second.Invalidate();
        await fleet.ReadAsync(second);
        Assert.Equal([roles[0], roles[1], roles[0], roles[1]], fleet.World.Assumes.Select(call => call.RoleArn));
    }

    [Theory]
    [InlineData("source")]
    [InlineData("cache")]
    public async Task A_revocation_that_cannot_be_told_at_once_is_told_later(string broken)
    {
        await using Fleet fleet = new();
        string dead = await fleet.ReadAsync(fleet.Replica());
        bool isBroken = true;
        int failures = 0;
        Task Fail()
        {
            Interlocked.Increment(ref failures);
            return Task.FromException(new IOException("out of reach"));
        }

        fleet.Cache.OnCall = (_, _) => isBroken && broken == "cache" ? Fail() : Task.CompletedTask;
        ChainedAWSCredentials replica = fleet.Replica(configure: chain => chain.WithSource(new Requests.DelegatedCredentials(() =>
        {
            if (isBroken && broken == "source")
            {
                Fail().GetAwaiter().GetResult();
            }

            return fleet.World.Alice.Credentials;
        })));
        replica.Invalidate();
        await Eventually.TrueAsync(() => Volatile.Read(ref failures) > 0);
        isBroken = false;
        for (int i = 0; i < 1000 && fleet.Cache.Sessions.Any(); i++)
        {
            await Machine.IdleAsync(milliseconds: 1);
            fleet.World.Clock!.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Empty(fleet.Cache.Sessions);
        Assert.NotEqual(dead, await fleet.ReadAsync(fleet.Replica()));
    }

    [Fact]
    public async Task A_warm_read_calls_neither_cache_nor_lock()
    {
        await using Fleet fleet = new();
        ChainedAWSCredentials replica = fleet.Replica();
        await fleet.ReadAsync(replica);
        (int calls, int tries) = (fleet.Cache.Calls, fleet.Locks.Tries);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(replica.GetCredentialsAsync(Token).IsCompletedSuccessfully);
        }

        Assert.Equal((calls, tries), (fleet.Cache.Calls, fleet.Locks.Tries));
    }
}

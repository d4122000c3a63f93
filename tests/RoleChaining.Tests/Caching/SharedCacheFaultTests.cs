using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.DataProtection;

namespace RoleChaining.Caching;

/// <summary>Whatever happens to a shared cache: a log line, a metric, and a call to STS. Nobody sees an exception, and nobody another's session.</summary>
public sealed class SharedCacheFaultTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    public static TheoryData<string> Faults => ["down", "slow", "silent", "full", "garbage", "empty entries", "truncated", "too large", "another version", "swapped"];

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_means_a_log_line_a_metric_and_a_call_to_STS(string fault)
    {
        await using Fleet fleet = new(hops: 2);
        string first = await fleet.ReadAsync(fleet.Replica());
        using MeterListener metrics = new();
        HashSet<string> counted = [];
        metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "role_chaining.cache.failures")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        metrics.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted)
            {
                counted.Add($"{tags[0].Value}");
            }
        });
        metrics.Start();

        Begin(fleet, fault);
        string during = await fleet.ReadAsync(fleet.Replica(), waited => Assert.True(waited <= TimeSpan.FromSeconds(4), $"waited {waited}"));
        Assert.Equal(fault == "full" ? 2 : 4, fleet.StsCalls); // a cache that is full can be read
        Assert.Equal(fault == "full", first == during);
        if (fault == "full")
        {
            ChainedAWSCredentials replica = fleet.Replica();
            await fleet.ReadAsync(replica);
            replica.Invalidate();
            await fleet.ReadAsync(replica);
        }

        Assert.Contains(fleet.Logs.GetSnapshot(), record => record.Id.Name == "CacheFailed");
        await Eventually.TrueAsync(() =>
        {
            lock (counted)
            {
                return counted.Contains(fault == "full" ? "write" : "read");
            }
        });

        // When the fault is over, the sessions are shared as before.
        fleet.Cache.OnCall = null;
        fleet.Cache.OnRead = null;
        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(56));
        string after = await fleet.ReadAsync(fleet.Replica());
        Assert.Equal(after, await fleet.ReadAsync(fleet.Replica()));
        int calls = fleet.StsCalls;
        await fleet.ReadAsync(fleet.Replica());
        Assert.Equal(calls, fleet.StsCalls);
    }

    [Fact]
    public async Task Every_byte_that_is_flipped_and_every_truncation_is_dropped_and_repaired()
    {
        await using Fleet fleet = new();
        await fleet.ReadAsync(fleet.Replica());
        string name = fleet.Cache.Sessions.Single();
        byte[] good = fleet.Cache[name];
        for (int i = 0; i < good.Length; i += 3)
        {
            byte[] flipped = [.. good];
            flipped[i] ^= (byte)(1 << (i % 8));
            foreach (byte[] bad in new[] { flipped, good[..i] })
            {
                fleet.Cache[name] = bad;
                int calls = fleet.StsCalls;
                string repaired = await fleet.ReadAsync(fleet.Replica());
                Assert.Equal(calls + 1, fleet.StsCalls);
                Assert.Equal(repaired, await fleet.ReadAsync(fleet.Replica()));
                Assert.Equal(calls + 1, fleet.StsCalls);
            }
        }
    }

    [Fact]
    public async Task A_mark_of_revocations_that_is_damaged_means_STS_and_is_repaired()
    {
        await using Fleet fleet = new();
        ChainedAWSCredentials replica = fleet.Replica();
        await fleet.ReadAsync(replica);
        replica.Invalidate();
        await fleet.RevokedAsync();
        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        string current = await fleet.ReadAsync(replica);
        Assert.Equal(current, await fleet.ReadAsync(fleet.Replica()));
        string mark = fleet.Cache.Marks.Single();
        foreach (byte[] bad in new[] { [], new byte[40], fleet.Cache[mark][..^1], new byte[100_000] })
        {
            fleet.Cache[mark] = bad;
            int calls = fleet.StsCalls;
            string repaired = await fleet.ReadAsync(fleet.Replica());
            Assert.Equal(calls + 1, fleet.StsCalls);
            Assert.Equal(repaired, await fleet.ReadAsync(fleet.Replica()));
            Assert.Equal(calls + 1, fleet.StsCalls);
        }
    }

    [Fact]
    public async Task Replicas_with_different_key_rings_share_nothing_and_fail_nothing()
    {
        await using Fleet fleet = new();
        EphemeralDataProtectionProvider others = new();
        string a = await fleet.ReadAsync(fleet.Replica());
        string b = await fleet.ReadAsync(fleet.Replica(others));
        Assert.NotEqual(a, b);
        Assert.Equal(b, await fleet.ReadAsync(fleet.Replica(others)));
        Assert.NotEqual(b, await fleet.ReadAsync(fleet.Replica()));
    }

    [Fact]
    public async Task What_Data_Protection_encrypted_for_another_purpose_is_no_session()
    {
        await using Fleet fleet = new();
        await fleet.ReadAsync(fleet.Replica());
        string name = fleet.Cache.Sessions.Single();
        fleet.Cache[name] = [.. fleet.Cache[name][..5], .. fleet.Keys.CreateProtector("Another").Protect(new byte[200])];
        await fleet.ReadAsync(fleet.Replica());
        Assert.Equal(2, fleet.StsCalls);
    }

    [Fact]
    public async Task Another_account_s_session_under_the_right_key_is_not_believed()
    {
        await using Fleet fleet = new();
        string good = await fleet.ReadAsync(fleet.Replica());
        string name = fleet.Cache.Sessions.Single();
        string key = name.Split(':')[^1];
        CachedRoleSession found = (await fleet.Sessions().GetAsync(key, Token))!;
        await fleet.Sessions().SetAsync(key, new CachedRoleSession
        {
            AccessKeyId = found.AccessKeyId,
            SecretAccessKey = found.SecretAccessKey,
            SessionToken = found.SessionToken,
            IssuedAt = found.IssuedAt,
            ExpiresAt = found.ExpiresAt,
            AssumedRoleArn = found.AssumedRoleArn!.Replace("222222222222", "999999999999", StringComparison.Ordinal),
        }, Token);
        Assert.NotEqual(good, await fleet.ReadAsync(fleet.Replica()));
        Assert.Equal(2, fleet.StsCalls);
    }

    [Fact]
    public async Task A_cache_that_was_rolled_back_does_not_take_a_replica_back()
    {
        await using Fleet fleet = new();
        ChainedAWSCredentials replica = fleet.Replica();
        string old = await fleet.ReadAsync(replica);
        Dictionary<string, byte[]> dump = fleet.Cache.Save();
        replica.Invalidate();
        fleet.World.Clock!.Advance(TimeSpan.FromMinutes(1));
        await fleet.ReadAsync(replica);
        fleet.Cache.Restore(dump);
        replica.Invalidate();
        Assert.NotEqual(old, await fleet.ReadAsync(replica));
    }

    [Fact]
    public async Task An_entry_with_more_in_it_of_a_later_version_is_read_and_one_of_another_format_is_left_alone()
    {
        await using Fleet fleet = new();
        string first = await fleet.ReadAsync(fleet.Replica());
        string name = fleet.Cache.Sessions.Single();
        string key = name.Split(':')[^1];
        IDataProtector protector = fleet.Keys.CreateProtector("RoleChaining.Caching.Session", key);
        byte[] entry = fleet.Cache[name];
        fleet.Cache[name] = [.. entry[..5], .. protector.Protect([.. protector.Unprotect(entry[5..]), 1, 2, 3])];

        string later = $"role-chaining:3:{key}";
        fleet.Cache[later] = [1, 2, 3];
        ChainedAWSCredentials second = fleet.Replica();
        Assert.Equal(first, await fleet.ReadAsync(second));
        Assert.Equal(1, fleet.StsCalls);
        second.Invalidate();
        await fleet.ReadAsync(second);
        Assert.Equal([1, 2, 3], fleet.Cache[later]);
    }

    private static void Begin(Fleet fleet, string fault)
    {
        switch (fault)
        {
            case "down":
                fleet.Cache.OnCall = (_, _) => Task.FromException(new IOException("no connection"));
                break;

            case "slow":
                fleet.Cache.OnCall = (_, _) => Task.Delay(TimeSpan.FromSeconds(10), fleet.World.Clock!, Token);
                break;

            case "silent":
                fleet.Cache.OnCall = (_, _) => new TaskCompletionSource().Task;
                break;

            case "full":
                fleet.Cache.OnCall = (operation, _) => operation == "set" ? Task.FromException(new InvalidOperationException("OOM command not allowed")) : Task.CompletedTask;
                break;

            case "swapped":
                string[] names = [.. fleet.Cache.Sessions];
                (fleet.Cache[names[0]], fleet.Cache[names[1]]) = (fleet.Cache[names[1]], fleet.Cache[names[0]]);
                break;

            default:
                fleet.Cache.OnRead = (_, found) => found is null ? null : fault switch
                {
                    "garbage" => [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))],
                    "empty entries" => [],
                    "truncated" => found[..(found.Length / 2)],
                    "too large" => [.. found, .. new byte[100_000]],
                    _ => [.. found[..4], 9, .. found[5..]],
                };
                break;
        }
    }
}

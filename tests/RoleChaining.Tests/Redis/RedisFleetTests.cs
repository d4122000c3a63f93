using System.Diagnostics;
using System.Text;
using Amazon.Runtime;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Redis;

/// <summary>
/// Processes on clocks that are moved by hours, which share their sessions by a real Redis, which is killed, stopped, filled and flushed meanwhile. ROLE_CHAINING_FLEET=20x200
/// sets how many processes and tenants there are, and ROLE_CHAINING_FLEET_PAUSE how many seconds Redis is stopped.
/// </summary>
[Collection(Alone.Name)]
public sealed class RedisFleetTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly string _ring = Directory.CreateTempSubdirectory("ring").FullName;
    private readonly List<FleetProcess> _processes = [];
    private LocalSts? _sts;
    private RedisServer? _redis;

    private static (int Processes, int Tenants) Size { get; } =
        (Environment.GetEnvironmentVariable("ROLE_CHAINING_FLEET") ?? "3x20").Split('x') is [var processes, var tenants]
            ? (int.Parse(processes), int.Parse(tenants))
            : throw new InvalidOperationException("ROLE_CHAINING_FLEET is no PROCESSESxTENANTS.");

    private int Calls => _sts!.Calls.Count(call => call is { Action: "AssumeRole", SessionName: not "clock" });

    [Fact]
    public async Task A_fleet_starts_with_one_call_a_session_refreshes_with_one_and_survives_all_that_happens_to_Redis()
    {
        _redis = await RedisServer.StartOrSkipAsync();
        await StartAsync("redis");
        long start = Stopwatch.GetTimestamp();
        void Tell(string what) => TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds,6:0.0} s {what}: {Calls} calls");

        await ReadAsync();
        Tell($"{Size.Processes} processes x {Size.Tenants} tenants are warm");
        int least = Size.Tenants + 1;
        Assert.InRange(Calls, least, least * 1.1 + 1);
        Assert.Single((await AllAsync("keys")).Distinct()); // all have the same sessions
        await NothingInClearAsync();

        await SecondsAsync();

        // Two refreshes, 45 to 50 minutes after the session was issued.
        for (int round = 1; round <= 2; round++)
        {
            int before = Calls;
            for (int minute = 44; minute <= 51; minute++)
            {
                await MoveAsync(((round - 1) * 51) + minute);
                await ReadAsync();
            }

            Tell($"refresh {round}");
            await SecondsAsync();
            Assert.InRange(Calls - before, Size.Tenants, (Size.Tenants + 1) * 1.1 + 2);
        }

        // Revoked in one process, the session is in no other one after its next refresh.
        string revoked = (await _processes[0].AskAsync("keys")).Split(',')[0];
        await _processes[0].AskAsync("invalidate 0");
        await ReadAsync();
        await RefreshAsync(160);
        Assert.DoesNotContain(revoked, string.Join(',', await AllAsync("keys")), StringComparison.Ordinal);
        Tell("revoked");

        await _redis.KillAsync();
        await RefreshAsync(220);
        Tell("Redis was killed");
        await _redis.StartAsync();
        await RefreshAsync(280);
        Tell("Redis was started again, empty");

        _redis.Stop();
        Task stopped = RefreshAsync(340);
        await Task.Delay(TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("ROLE_CHAINING_FLEET_PAUSE") ?? "3")), TimeProvider.System, Token);
        _redis.Continue();
        await stopped;
        Tell("Redis was stopped for a while");

        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        await RefreshAsync(400);
        Tell("Redis is full");
        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        await _redis.ExecuteAsync("FLUSHALL");
        await RefreshAsync(460);
        Tell("Redis was flushed");
    }

    [Fact]
    public async Task Locks_of_Postgres_do_as_well()
    {
        await using PostgresServer postgres = await PostgresServer.StartOrSkipAsync();
        _redis = await RedisServer.StartOrSkipAsync();
        await StartAsync(postgres.ConnectionString);
        await ReadAsync();
        Assert.InRange(Calls, Size.Tenants + 1, (Size.Tenants + 1) * 1.1 + 1);
        await postgres.KillAsync();
        await RefreshAsync(60);
    }

    public async ValueTask DisposeAsync()
    {
        _processes.ForEach(process => process.Dispose());
        await (_redis?.DisposeAsync() ?? default);
        await (_sts?.DisposeAsync() ?? default);
        Directory.Delete(_ring, recursive: true);
    }

    private async Task StartAsync(string locks)
    {
        _sts = await LocalSts.StartAsync();
        LocalUser alice = _sts.AddUser("111111111111", "alice");
        _sts.AddRole("arn:aws:iam::222222222222:role/HubRole", Policy.Trust("111111111111"), Policy.AllowAll);
        for (int tenant = 0; tenant < Size.Tenants; tenant++)
        {
            _sts.AddRole($"arn:aws:iam::{300000000000 + tenant}:role/Tenant{tenant}", Policy.Trust("arn:aws:iam::222222222222:role/HubRole"), Policy.AllowAll);
        }

        // The key ring is there before the fleet is: replicas that start at once would each make a key.
        await using ServiceProvider keys = KeyRing();
        keys.GetRequiredService<IDataProtectionProvider>().CreateProtector("first use").Protect([]);
        ImmutableCredentials source = await alice.Credentials.GetCredentialsAsync();
        for (int i = 0; i < Size.Processes; i++)
        {
            _processes.Add(FleetProcess.Start(
                [_redis!.Configuration, _sts.Endpoint.ToString(), _ring, $"{Size.Tenants}", locks], source.AccessKey, source.SecretKey));
        }

        foreach (FleetProcess process in _processes)
        {
            Assert.Equal("ready", await process.HearAsync());
        }
    }

    private ServiceProvider KeyRing()
    {
        ServiceCollection services = new();
        services.AddDataProtection().SetApplicationName("fleet").PersistKeysToFileSystem(new DirectoryInfo(_ring));
        return services.BuildServiceProvider();
    }

    /// <summary>Redis has hashes and ciphertext: on its disk and in its memory.</summary>
    /// <summary>STS tells its time in whole seconds, and its clock is not moved: sessions must not be issued within one of them.</summary>
    private static Task SecondsAsync() => Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, Token);

    private async Task NothingInClearAsync()
    {
        byte[] dump = await _redis!.DumpAsync();
        Assert.True(dump.AsSpan().IndexOf("role-chaining:2:"u8) > 0, "the dump holds no session");
        string[] keys = (await _processes[0].AskAsync("keys")).Split(',');
        string[] secrets = (await _processes[0].AskAsync("secrets")).Split(' ');
        Assert.Equal(2 * Size.Tenants, secrets.Length);
        string[] clear =
        [
            "222222222222", "300000000000", "HubRole", "Tenant", "arn:aws", .. keys, .. secrets,
            .. keys.Concat(secrets).Select(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        ];
        foreach (string text in clear)
        {
            Assert.True(dump.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) < 0, $"{text} stands in Redis's dump");
        }

        ProcessMemory memory = new(_redis.ProcessId);
        Assert.NotEqual(false, memory.Has("role-chaining:2:")); // null where memory cannot be read
        foreach (string text in keys.Concat(secrets).Append("HubRole").Append("300000000000"))
        {
            Assert.NotEqual(true, memory.Has(text));
        }
    }

    /// <summary>Hours later every session is refreshed, and no read fails.</summary>
    private async Task RefreshAsync(int minute)
    {
        await MoveAsync(minute);
        await ReadAsync();
        await ReadAsync();
    }

    private async Task MoveAsync(int minute) => Assert.All(await AllAsync($"clock {minute}"), answer => Assert.Equal("done", answer));

    private async Task ReadAsync()
    {
        Assert.All(await AllAsync("read"), answer => Assert.StartsWith("0 failed", answer, StringComparison.Ordinal));
        Assert.All(await AllAsync("settle"), answer => Assert.Equal("done", answer));
    }

    private Task<string[]> AllAsync(string command) => Task.WhenAll(_processes.Select(process => process.AskAsync(command)));
}

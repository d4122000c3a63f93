using System.Globalization;
using Amazon.Runtime;
using Medallion.Threading;
using Medallion.Threading.Postgres;
using Medallion.Threading.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoleChaining;
using RoleChaining.FleetApp;
using StackExchange.Redis;

// A replica of a fleet, for tests: it reads the sessions of all tenants when it is told to, and says what came of it.
// Arguments: Redis, the STS, the folder of the key ring, the number of tenants, "redis", "none" or a connection string of Postgres.
// Commands: "clock MINUTES", "read", "settle" (waits for
// refreshes in the background), "invalidate TENANT", "keys" (access key ids), "secrets" (secret keys and session tokens, for a search).
(string redis, string sts, string ring, int tenants, string locks) =
    (args[0], args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
ShiftedClock clock = new();
ConfigurationOptions redisOptions = ConfigurationOptions.Parse(redis);
redisOptions.AbortOnConnectFail = false;
ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redisOptions);
ServiceCollection services = new();
services.AddSingleton<TimeProvider>(clock);
services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(connection));
services.AddDataProtection().SetApplicationName("fleet").PersistKeysToFileSystem(new DirectoryInfo(ring));
if (locks == "redis")
{
    services.AddSingleton<IDistributedLockProvider>(new RedisDistributedSynchronizationProvider(connection.GetDatabase()));
}
else if (locks != "none")
{
    services.AddSingleton<IDistributedLockProvider>(new PostgresDistributedSynchronizationProvider(locks));
}

RoleChainBuilder Hub(RoleChainBuilder chain, string sessionName) => chain
    .WithSource(new BasicAWSCredentials(Environment.GetEnvironmentVariable("FLEET_KEY"), Environment.GetEnvironmentVariable("FLEET_SECRET")))
    .WithRegion("eu-west-1")
    .WithStsClientConfig(config => config.ServiceURL = sts)
    .WithRetry(retry => (retry.AttemptTimeout, retry.TotalTimeout) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)))
    .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.SessionName = sessionName);
services.AddRoleChainPool<int>(
    "tenants",
    hub => Hub(hub, "fleet"),
    (_, tenant, chain, _) =>
    {
        chain.AssumeRole($"arn:aws:iam::{300000000000 + tenant}:role/Tenant{tenant}");
        return Task.CompletedTask;
    }).WithSharedSessions(shared => shared.LockTimeout = TimeSpan.FromSeconds(15)); // long enough for the busiest machine
await using ServiceProvider provider = services.BuildServiceProvider();
IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
ImmutableCredentials[] sessions = new ImmutableCredentials[tenants];

// What a machine of its own would do in a moment takes seconds where twenty processes begin on two cores: it is done before they are told to.
IDistributedCache cache = provider.GetRequiredService<IDistributedCache>();
provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("warm-up").Protect([]);
await cache.GetAsync("warm-up");
if (provider.GetService<IDistributedLockProvider>() is { } lockProvider)
{
    await using IDistributedSynchronizationHandle? taken = await lockProvider.TryAcquireLockAsync($"warm-up {Environment.ProcessId}");
}

using (ChainedAWSCredentials alone = Hub(new RoleChainBuilder(), "clock").WithTimeProvider(clock).Build())
{
    await alone.WarmUpAsync();
}

Console.WriteLine("ready");
while (Console.ReadLine()?.Split(' ') is [string command, .. string[] rest])
{
    int number = rest is [string text] ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
    switch (command)
    {
        case "clock":
            // The next answer of STS tells how far this clock is from its own, as on a machine whose clock was set.
            clock.Shift = TimeSpan.FromMinutes(number);
            using (ChainedAWSCredentials alone = Hub(new RoleChainBuilder(), "clock").WithTimeProvider(clock).Build())
            {
                await alone.WarmUpAsync();
            }

            Console.WriteLine("done");
            break;

        case "read":
            int failed = 0;
            string? why = null;
            await Parallel.ForEachAsync(Enumerable.Range(0, tenants), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (tenant, token) =>
            {
                try
                {
                    ChainedAWSCredentials credentials = await pool.GetCredentialsAsync(tenant, token);
                    sessions[tenant] = await credentials.GetCredentialsAsync(token);
                }
                catch (Exception e)
                {
                    Interlocked.Increment(ref failed);
                    why = e.Message.ReplaceLineEndings(" ");
                }
            });
            Console.WriteLine($"{failed} failed {why}");
            break;

        case "settle":
            for (int tenant = 0; tenant < tenants; tenant++)
            {
                ChainedAWSCredentials credentials = await pool.GetCredentialsAsync(tenant);
                while (credentials.Status.Hops.Any(hop => hop.IsRefreshing))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
                }
            }

            Console.WriteLine("done");
            break;

        case "invalidate":
            (await pool.GetCredentialsAsync(number)).Invalidate();
            Console.WriteLine("done");
            break;

        case "keys":
            Console.WriteLine(string.Join(',', sessions.Select(session => session.AccessKey)));
            break;

        case "secrets":
            Console.WriteLine(string.Join(' ', sessions.SelectMany(session => new[] { session.SecretKey, session.Token })));
            break;
    }
}

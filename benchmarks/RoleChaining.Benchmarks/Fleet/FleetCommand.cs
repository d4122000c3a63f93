using System.Globalization;
using System.Text;
using RoleChaining.Benchmarks.Numbers;

namespace RoleChaining.Benchmarks.Fleet;

/// <summary>
/// <c>fleet [--replicas 20] [--tenants 20] [--out file]</c>: what a fleet asks of STS and of its cache, with and without shared sessions,
/// on a simulated clock. For large fleets, of those that share with a lock: with <c>--start</c> only what a start of all replicas at once
/// asks, and with <c>--rollout</c> what a start of one after another asks, and the hours after it.
/// </summary>
internal static class FleetCommand
{
    private const string DefaultFile = "benchmarks/results/fleet.md";

    public static int Run(Arguments arguments)
    {
        int replicas = arguments.Get("--replicas", 20);
        int tenants = arguments.Get("--tenants", 20);
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        FleetShape alone = new("one replica alone", 1, tenants, IsShared: false, LockTimeout: null);
        FleetShape locked = new("shared, lock", replicas, tenants, IsShared: true, LockTimeout: TimeSpan.FromSeconds(1));
        FleetShape[] shapes =
        [
            alone,
            locked,
            locked with { Name = "shared, lock, `LockTimeout` of 5 s", LockTimeout = TimeSpan.FromSeconds(5) },
            alone with { Name = "not shared", Replicas = replicas },
            locked with { Name = "shared, no lock", LockTimeout = null },
        ];
        StringBuilder report = new();
        report.Append(CultureInfo.InvariantCulture, $"""
            # A simulated fleet

            {started:yyyy-MM-dd HH:mm} UTC, commit {Machine.Commit}, {Machine.Shape}.
            Made by `dotnet run --project benchmarks/RoleChaining.Benchmarks -- fleet{arguments}`. {replicas} replicas x {tenants:N0} tenants
            behind one hub, sessions of an hour, an STS that takes 100 ms and answers 600 calls a second. The library is the real one; the
            clock, the cache and the locks are simulated. A replica starts its sessions in an order of its own, 8 at a time; {Order(arguments)}
            A second's peak counts failed calls too.

            """);
        report.Append(arguments.Has("--start") ? StartTable(shapes[..3])
            : arguments.Has("--rollout") ? RolloutTable(shapes[..2])
            : HoursTable(shapes, replicas, tenants));
        string file = arguments.Get("--out") ?? DefaultFile;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, report.ToString());
        Console.WriteLine(report);
        return 0;
    }

    public static FleetResult Simulate(FleetShape shape)
    {
        using SimulatedFleet fleet = new(shape);
        return fleet.Run();
    }

    private static string Order(Arguments arguments) => arguments.Has("--rollout")
        ? "one replica starts when the one before has started."
        : "all replicas start at once.";

    private static string RolloutTable(IEnumerable<FleetShape> shapes)
    {
        StringBuilder text = new("""
            Every session is read every 30 seconds, each replica in a second of its own. A quiet hour is the mean of three.

            | | sessions issued: the start | a quiet hour | peak, calls/s | warm reads that waited | failed reads |
            |---|--:|--:|--:|--:|--:|

            """);
        foreach (FleetShape shape in shapes)
        {
            using SimulatedFleet fleet = new(shape);
            FleetRollout run = fleet.RollOut();
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {shape.Name} | {run.Cold:N0} | {run.Hour:N0} | {run.Peak:N0} | {run.Waits:N0} | {run.Failures:N0} |\n");
        }

        return text.ToString();
    }

    private static string StartTable(IEnumerable<FleetShape> shapes)
    {
        StringBuilder text = new("""

            | | sessions issued | peak, calls/s | failed reads |
            |---|--:|--:|--:|

            """);
        foreach (FleetShape shape in shapes)
        {
            using SimulatedFleet fleet = new(shape);
            FleetStart start = fleet.Start();
            text.Append(CultureInfo.InvariantCulture, $"| {shape.Name} | {start.Issued:N0} | {start.Peak:N0} | {start.Failures:N0} |\n");
        }

        return text.ToString();
    }

    private static string HoursTable(FleetShape[] shapes, int replicas, int tenants)
    {
        StringBuilder text = new("""
            Every session is read every 30 seconds, each replica in a second of its own. A session is refreshed every 45 to 50 minutes, so one
            hour has one refresh of each and the next has two: a quiet hour is the mean of three, the others are single hours.

            | | sessions issued: the start | a quiet hour | every replica replaced | cache down 10 min | STS down 10 min | peak, calls/s | warm reads that waited | failed reads | cache calls, a quiet hour |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """);
        FleetResult[] runs = [.. shapes.Select(Simulate)];
        foreach ((FleetShape shape, FleetResult run) in shapes.Zip(runs))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {shape.Name} | {run.Cold:N0} | {run.Hour:N0} | {run.Rolling:N0} | {run.CacheDown:N0} | {run.StsDown:N0} | {run.Peak:N0} | {run.Waits:N0} | {run.Failures:N0} | {run.CacheOperations:N0} |\n");
        }

        text.Append(Project(runs[1], replicas, tenants));
        return text.ToString();
    }

    /// <summary>What larger fleets need, by what this one needed of each session.</summary>
    private static string Project(FleetResult run, int replicas, int tenants)
    {
        double callsPerSession = run.Hour / tenants / 3600;
        double operations = run.CacheOperations / replicas / tenants / 3600;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""

            What larger fleets would need, computed from the row "shared, lock": {run.Hour / tenants:0.00} calls to STS an hour and tenant,
            {operations * 3600:0.0} calls of the cache an hour, replica and tenant, {run.BytesPerEntry:N0} bytes an entry with its name. A replica serves all tenants, or
            where a router sends a tenant to the same replicas, a part of them.

            | replicas | tenants | tenants a replica serves | STS, calls/s | cache, calls/s | cache, MB |
            |--:|--:|--:|--:|--:|--:|

            """);
        foreach ((int Replicas, int Tenants, int Served) size in ((int, int, int)[])[(500, 2_000, 2_000), (10_000, 100_000, 1_000), (10_000, 100_000, 100_000)])
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {size.Replicas:N0} | {size.Tenants:N0} | {size.Served:N0} | {callsPerSession * size.Tenants:N1} | {operations * size.Replicas * size.Served:N0} | {run.BytesPerEntry * size.Tenants / 1e6:N0} |\n");
        }

        text.Append("\nSTS allows 600 calls a second per account and region; a Redis answers some 100,000 calls a second per core.\n");
        return text.ToString();
    }
}

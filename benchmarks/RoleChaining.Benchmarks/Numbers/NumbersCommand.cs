using System.Globalization;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary><c>numbers [--samples 9] [--only storms] [--out file]</c>: measures what the design promises, and writes it down.</summary>
internal static class NumbersCommand
{
    private const string DefaultFile = "benchmarks/results/numbers.md";

    private static readonly (string Part, Action<Plan, Ledger> Measure)[] Parts =
    [
        ("reads", Inner.MeasureReads),
        ("requests", Inner.MeasureRequests),
        ("chains", ColdChains.Measure),
        ("storms", Storms.Measure),
        ("spokes", FanOuts.Measure),
        ("refreshes", Inner.MeasureRefreshes),
        ("instructions", Instructions.Measure),
        ("pools", Inner.MeasurePools),
        ("planning", Inner.MeasurePlanning),
        ("processes", ColdProcesses.Measure),
    ];

    public static int Run(Arguments arguments)
    {
        Plan plan = new(arguments.Get("--samples", 9), arguments.Get("--only"));
        Ledger run = new();
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        string load = Machine.Load;
        string file = arguments.Get("--out") ?? DefaultFile;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        foreach ((string part, Action<Plan, Ledger> measure) in Parts.Where(entry => plan.Wants(entry.Part)))
        {
            measure(plan, run);

            // After each part, so that a run that is cut short has measured what it has measured.
            File.WriteAllText(file, ResultFile.Write(run, Command(arguments), Conditions(started, load)));
        }

        Console.WriteLine(File.ReadAllText(file));
        return Goals.Of(run).All(goal => goal.IsMet || !goal.IsMeasured) ? 0 : 1;
    }

    private static string Command(Arguments arguments) =>
        $"dotnet run -c Release --project benchmarks/RoleChaining.Benchmarks -- numbers{arguments.Without("--out")}";

    private static string Conditions(DateTimeOffset started, string load) => string.Create(
        CultureInfo.InvariantCulture,
        $"{started:yyyy-MM-dd HH:mm} UTC, commit {Machine.Commit}, {Machine.Shape}. Load of the machine before: {load}; after, with this run's own: {Machine.Load}.");
}

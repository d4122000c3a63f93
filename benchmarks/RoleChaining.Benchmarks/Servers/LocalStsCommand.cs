using System.Globalization;
using System.Text;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Servers;

/// <summary>
/// <c>local-sts [--seconds 5] [--rounds 3] [--out file]</c>: how many AssumeRole calls a second the local STS answers, with signature and
/// policies, and how many moto does, in turns.
/// </summary>
internal static class LocalStsCommand
{
    private const string DefaultFile = "benchmarks/results/local-sts.md";
    private const double Goal = 20;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int seconds = arguments.Get("--seconds", 5);
        int rounds = arguments.Get("--rounds", 3);
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        using StsProcess local = StsProcess.Start(latency: 0);
        SignedCall here = SignedCall.Record(local.Endpoint, Roles.Alice, Roles.Hub);
        using MotoProcess? moto = MotoProcess.Start();
        SignedCall? there = moto is null ? null : SignedCall.Record(moto.Endpoint, await moto.AddAliceAsync(), MotoProcess.Role);
        StringBuilder report = new();
        report.Append("# The local STS\n\n");
        report.Append(CultureInfo.InvariantCulture, $"{started:yyyy-MM-dd HH:mm} UTC, commit {Machine.Commit}, {Machine.Shape}; load {Machine.Load} before.\n");
        report.Append("Made by `dotnet run -c Release --project benchmarks/RoleChaining.Benchmarks -- local-sts`. One AssumeRole as the AWS SDK signs it is sent over\n");
        report.Append(CultureInfo.InvariantCulture, $"and over for {seconds} seconds, by callers that wait for each answer; the servers are processes of their own and take turns, {rounds} each.\n");
        report.Append("Both verify the signature and evaluate the caller's policy and the role's trust policy, and refuse a wrong signature. moto is `moto_server`.\n");
        report.Append("\n| callers | here, calls/s | moto, calls/s | times |\n|--:|--:|--:|--:|\n");
        bool reached = true;
        foreach (int callers in (int[])[1, 8])
        {
            List<double> ours = [];
            List<double> theirs = [];
            await CallRate.MeasureAsync(here, callers, seconds: 1); // what is compiled when it is first run
            for (int round = 0; round < rounds; round++)
            {
                ours.Add(await CallRate.MeasureAsync(here, callers, seconds));
                if (there is not null)
                {
                    theirs.Add(await CallRate.MeasureAsync(there, callers, seconds));
                }
            }

            string times = "-";
            if (there is not null)
            {
                double ratio = Median(ours) / Median(theirs);
                reached &= ratio >= Goal;
                times = ratio.ToString("N1", CultureInfo.InvariantCulture);
            }

            report.Append(CultureInfo.InvariantCulture, $"| {callers} | {Show(ours)} | {Show(theirs)} | {times} |\n");
        }

        report.Append(CultureInfo.InvariantCulture, $"\nMedian, and the least and the most. The goal is {Goal:N0} times moto{(moto is null ? ", which is not installed here" : reached ? ": reached" : ": missed")}.\n");
        string file = arguments.Get("--out") ?? DefaultFile;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file, report.ToString());
        Console.WriteLine(report);
        return reached ? 0 : 1;
    }

    private static string Show(List<double> rates) => rates.Count == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{Median(rates):N0} ({rates.Min():N0} to {rates.Max():N0})");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

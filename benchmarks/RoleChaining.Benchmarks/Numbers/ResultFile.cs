using System.Globalization;
using System.Text;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>
/// A run as Markdown: what was promised for people, and below it every measurement, which a later run can be compared with.
/// </summary>
internal static class ResultFile
{
    private const string Heading = "| measurement | unit | median | min | max | samples |";

    public static string Write(Ledger run, string command, string conditions)
    {
        StringBuilder text = new();
        Line(text, "# Numbers");
        Line(text, "");
        Line(text, conditions);
        Line(
            text,
            $"Made by `{command}`. The SDK is nested `AssumeRoleAWSCredentials`, measured in the same run and in turns with ours; the STS is another process.");
        Line(text, "");
        Line(text, "## Numbers to beat");
        Line(text, "");
        Line(text, "| what | the SDK | ours | limit | met |");
        Line(text, "|---|--:|--:|---|---|");
        foreach (Goal goal in Goals.Of(run).Where(goal => goal.IsMeasured))
        {
            Line(
                text,
                $"| {goal.What} | {Text.Of(goal.Sdk, goal.Unit)} | {Text.Of(goal.Ours, goal.Unit)} | {Text.Of(goal.Limit, goal.Unit)}: {goal.Words} | {(goal.IsMet ? "yes" : "**no**")} |");
        }

        Line(text, "");
        Line(text, "## Everything measured");
        Line(text, "");
        Line(text, "Less is better in every line. A minute is where waiting was given up.");
        Line(text, "");
        Line(text, Heading);
        Line(text, "|---|---|--:|--:|--:|--:|");
        foreach (Measurement m in run.All)
        {
            Line(text, $"| {m.Name} | {m.Unit} | {Text.Number(m.Median)} | {Text.Number(m.Min)} | {Text.Number(m.Max)} | {m.Samples} |");
        }

        return text.ToString();
    }

    public static Dictionary<(string Name, string Unit), Measurement> Read(string text) => text
        .Split('\n')
        .SkipWhile(line => line.Trim() != Heading)
        .Skip(2)
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length == 8)
        .Select(cells => new Measurement(cells[1], cells[2], Number(cells[3]), Number(cells[4]), Number(cells[5]), (int)Number(cells[6])))
        .ToDictionary(measurement => (measurement.Name, measurement.Unit));

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}

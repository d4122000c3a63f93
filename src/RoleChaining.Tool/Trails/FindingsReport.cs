using System.CommandLine;

namespace RoleChaining.Tool.Trails;

/// <summary>What is worth a look in a trail, for people and for programs.</summary>
internal static class FindingsReport
{
    public static int Write(ParseResult arguments, TrailIndex trail, IReadOnlyList<TrailFinding> findings)
    {
        if (arguments.GetValue(GlobalOptions.Json))
        {
            Console.Out.WriteLine(Json(trail, findings));
        }
        else
        {
            foreach (TrailFinding finding in findings)
            {
                Console.Out.WriteLine(finding);
            }

            Console.Out.WriteLine(findings.Count == 1 ? "1 finding" : $"{findings.Count} findings");
        }

        return findings.Count == 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private static string Json(TrailIndex trail, IReadOnlyList<TrailFinding> findings) => TraceJson.Write(trail, json =>
    {
        json.WriteStartArray("findings");
        foreach (TrailFinding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind.ToString());
            json.WriteString("message", finding.Message);
            json.WriteNumber("count", finding.Count);
            TraceJson.WriteTime(json, "first", finding.First);
            TraceJson.WriteTime(json, "last", finding.Last);
            json.WriteString("accessKeyId", finding.AccessKeyId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}

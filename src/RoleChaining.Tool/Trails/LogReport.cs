using System.CommandLine;

namespace RoleChaining.Tool.Trails;

/// <summary>The record of each hop that an application logged.</summary>
internal static class LogReport
{
    public static int Write(ParseResult arguments, TrailIndex trail, ApplicationLog log)
    {
        (LoggedHop Hop, TrailPath? Path)[] joined = [.. log.Hops.Select(hop => (hop, Find(trail, hop)))];
        if (arguments.GetValue(GlobalOptions.Json))
        {
            Console.Out.WriteLine(Json(trail, joined));
        }
        else
        {
            WriteText(joined);
        }

        return joined.Length == 0 ? ExitCode.Failed
            : joined.All(pair => pair.Path?.Outcome == TrailOutcome.Complete) ? ExitCode.Success
            : ExitCode.CannotTell;
    }

    /// <summary>By the request id; else by the key id, which a trail without the issuing record may still have in use.</summary>
    private static TrailPath? Find(TrailIndex trail, LoggedHop hop) =>
        trail.WhoIs(hop.RequestId).Concat(hop.AccessKeyId is { } key ? trail.WhoIs(key) : [])
            .FirstOrDefault(path => hop.AccessKeyId is null || (path.Hops.Count > 0 && path.Hops[^1].AccessKeyId == hop.AccessKeyId));

    private static void WriteText((LoggedHop Hop, TrailPath? Path)[] joined)
    {
        foreach ((LoggedHop hop, TrailPath? path) in joined)
        {
            string what = hop.AccessKeyId is null ? "denied" : hop.AccessKeyId;
            Console.Out.WriteLine($"line {hop.Line}, hop {hop.Number}: {hop.RoleArn} as {hop.SessionName}, {what}");
            Console.Out.WriteLine(path is null
                ? $"    no record with request id {hop.RequestId}"
                : $"    event {(path.Hops is [.., { EventId: { } id }] ? id : "of another call")}; {path}; {TraceText.Outcome(path)}");
        }

        int found = joined.Count(pair => pair.Path is not null);
        Console.Out.WriteLine($"{found} of {joined.Length} hops found");
    }

    private static string Json(TrailIndex trail, (LoggedHop Hop, TrailPath? Path)[] joined) => TraceJson.Write(trail, json =>
    {
        json.WriteStartArray("hops");
        foreach ((LoggedHop hop, TrailPath? path) in joined)
        {
            json.WriteStartObject();
            json.WriteNumber("line", hop.Line);
            json.WriteNumber("hop", hop.Number);
            json.WriteString("role", hop.RoleArn);
            json.WriteString("sessionName", hop.SessionName);
            json.WriteString("accessKeyId", hop.AccessKeyId);
            json.WriteString("requestId", hop.RequestId);
            json.WriteString("outcome", path is null ? "nothing" : path.Outcome.ToString().ToLowerInvariant());
            json.WriteString("source", path?.Source.ToString());
            if (path?.Hops is [.., var last])
            {
                json.WritePropertyName("record");
                TraceJson.WriteHop(json, last);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}

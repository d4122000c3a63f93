using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.Trails;

/// <summary>Ways through a trail for programs.</summary>
internal static class TraceJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(TrailIndex trail, IReadOnlyList<TrailPath> paths) => Write(trail, json =>
    {
        json.WriteString("outcome", Outcome(paths));
        json.WriteStartArray("paths");
        foreach (TrailPath path in paths)
        {
            WritePath(json, path);
        }

        json.WriteEndArray();
    });

    /// <summary>A document with what was read at its end.</summary>
    public static string Write(TrailIndex trail, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteStartObject("trail");
            json.WriteNumber("files", trail.FileCount);
            json.WriteNumber("events", trail.EventCount);
            json.WriteNumber("duplicates", trail.DuplicateCount);
            WriteTime(json, "first", trail.First);
            WriteTime(json, "last", trail.Last);
            json.WriteTexts("accounts", trail.Accounts);
            json.WriteEndObject();
            json.WriteTexts("faults", trail.Faults.Select(fault => fault.ToString()));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static void WriteHop(Utf8JsonWriter json, TrailHop hop)
    {
        json.WriteStartObject();
        json.WriteString("action", hop.Action);
        json.WriteString("role", hop.RoleArn);
        json.WriteString("session", hop.SessionArn);
        json.WriteString("sessionName", hop.SessionName);
        json.WriteString("assumedRoleId", hop.AssumedRoleId);
        json.WriteString("account", hop.AccountId);
        json.WriteString("region", hop.Region);
        json.WriteString("accessKeyId", hop.AccessKeyId);
        json.WriteString("callerAccessKeyId", hop.CallerAccessKeyId);
        json.WriteString("caller", hop.CallerArn);
        json.WriteString("sourceIdentity", hop.SourceIdentity);
        WriteTime(json, "issuedAt", hop.IssuedAt);
        WriteTime(json, "expiresAt", hop.ExpiresAt);
        json.WriteString("eventId", hop.EventId);
        json.WriteString("requestId", hop.RequestId);
        json.WriteString("link", TraceText.Link(hop.Link));
        json.WriteStartArray("candidates");
        foreach (TrailCandidate candidate in hop.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("session", candidate.SessionArn);
            json.WriteString("accessKeyId", candidate.AccessKeyId);
            WriteTime(json, "issuedAt", candidate.IssuedAt);
            json.WriteString("eventId", candidate.EventId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time is { } known ? TraceText.Time(known) : null);

    private static string Outcome(IReadOnlyList<TrailPath> paths) =>
        paths.Count == 0 ? "nothing" : paths.Max(path => path.Outcome).ToString().ToLowerInvariant();

    private static void WritePath(Utf8JsonWriter json, TrailPath path)
    {
        json.WriteStartObject();
        json.WriteString("outcome", path.Outcome.ToString().ToLowerInvariant());
        json.WriteStartObject("source");
        json.WriteString("kind", path.Source.Kind.ToString());
        json.WriteString("name", path.Source.Name);
        json.WriteString("account", path.Source.AccountId);
        json.WriteString("accessKeyId", path.Source.AccessKeyId);
        json.WriteString("provider", path.Source.Provider);
        json.WriteString("sourceIpAddress", path.Source.SourceIpAddress);
        json.WriteString("userAgent", path.Source.UserAgent);
        json.WriteEndObject();
        WriteHops(json, "hops", path.Hops);
        json.WriteStartArray("gaps");
        foreach (TrailGap gap in path.Gaps)
        {
            json.WriteStartObject();
            json.WriteString("account", gap.AccountId);
            WriteTime(json, "from", gap.From);
            WriteTime(json, "to", gap.To);
            json.WriteString("reason", gap.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteActivity(json, path.Activity);
        WriteHops(json, "onward", path.Onward);
        json.WriteEndObject();
    }

    private static void WriteActivity(Utf8JsonWriter json, TrailActivity activity)
    {
        json.WriteStartObject("activity");
        json.WriteNumber("events", activity.Events);
        json.WriteNumber("errors", activity.Errors);
        WriteTime(json, "first", activity.First);
        WriteTime(json, "last", activity.Last);
        json.WriteTexts("services", activity.Services);
        json.WriteStartArray("calls");
        foreach (TrailCall call in activity.Calls)
        {
            json.WriteStartObject();
            json.WriteString("service", call.Service);
            json.WriteString("action", call.Action);
            json.WriteString("error", call.ErrorCode);
            json.WriteNumber("count", call.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHops(Utf8JsonWriter json, string name, IReadOnlyList<TrailHop> hops)
    {
        json.WriteStartArray(name);
        foreach (TrailHop hop in hops)
        {
            WriteHop(json, hop);
        }

        json.WriteEndArray();
    }
}

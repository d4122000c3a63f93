using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.Policies;

/// <summary>Paths for people, for programs, and as pictures.</summary>
internal static class PathsReport
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each path as soon as it is found.</summary>
    public static void WriteText(TextWriter output, IEnumerable<RolePath> paths)
    {
        int count = 0;
        foreach (RolePath path in paths)
        {
            count++;
            string hops = path.Hops.Count == 1 ? "1 hop" : string.Create(CultureInfo.InvariantCulture, $"{path.Hops.Count} hops");
            output.WriteLine($"{hops}  {path}");
            foreach (RolePathHop hop in path.Hops.Where(hop => hop.Conditions.Count > 0))
            {
                output.WriteLine($"        {hop.RoleArn} asks: {string.Join("; ", hop.Conditions)}");
            }
        }

        output.WriteLine(count == 1 ? "1 path" : string.Create(CultureInfo.InvariantCulture, $"{count} paths"));
    }

    public static string Json(IEnumerable<RolePath> paths, IReadOnlyList<string> notes)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("paths");
            foreach (RolePath path in paths)
            {
                json.WriteStartObject();
                json.WriteString("from", path.From);
                json.WriteString("to", path.To);
                json.WriteString("outcome", path.Outcome.ToString().ToLowerInvariant());
                json.WriteStartArray("hops");
                foreach (RolePathHop hop in path.Hops)
                {
                    json.WriteStartObject();
                    json.WriteString("caller", hop.Caller);
                    json.WriteString("role", hop.RoleArn);
                    json.WriteString("action", hop.Action);
                    json.WriteString("outcome", hop.Outcome.ToString().ToLowerInvariant());
                    json.WriteTexts("conditions", hop.Conditions);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteTexts("notes", notes);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static string Mermaid(IEnumerable<RolePath> paths)
    {
        StringBuilder text = new("flowchart LR\n");
        Dictionary<string, string> ids = [];
        foreach (RolePathHop hop in Hops(paths))
        {
            string arrow = hop.Outcome == IamOutcome.Allowed ? "-->" : "-.->";
            text.Append(CultureInfo.InvariantCulture, $"  {Node(hop.Caller)} {arrow} {Node(hop.RoleArn)}\n");
        }

        return text.ToString();

        string Node(string name)
        {
            if (ids.TryGetValue(name, out string? id))
            {
                return id;
            }

            ids[name] = id = string.Create(CultureInfo.InvariantCulture, $"n{ids.Count + 1}");
            return $"{id}[\"{name.Replace("\"", "&quot;", StringComparison.Ordinal)}\"]";
        }
    }

    public static string Dot(IEnumerable<RolePath> paths)
    {
        StringBuilder text = new("digraph paths {\n  rankdir=LR\n  node [shape=box]\n");
        foreach (RolePathHop hop in Hops(paths))
        {
            string style = hop.Outcome == IamOutcome.Allowed ? "" : " [style=dashed]";
            text.Append(CultureInfo.InvariantCulture, $"  {Quote(hop.Caller)} -> {Quote(hop.RoleArn)}{style}\n");
        }

        return text.Append("}\n").ToString();
    }

    private static IEnumerable<RolePathHop> Hops(IEnumerable<RolePath> paths) =>
        paths.SelectMany(path => path.Hops).DistinctBy(hop => (hop.Caller, hop.RoleArn));

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Tool.Demo;

/// <summary>One JSON document at the end: the parts of the demo, what happened in each, and whether every check held.</summary>
internal sealed class JsonReport(TextWriter output) : Report
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonArray _parts = [];
    private JsonArray _entries = [];

    public override void Title(string text)
    {
        _entries = [];
        _parts.Add((JsonNode)new JsonObject { ["title"] = text, ["entries"] = _entries });
    }

    public override void Say(string text) => Add(new() { ["text"] = text });

    public override void Refusal(string message) => Add(new() { ["refused"] = message });

    public override void Event(TimeSpan at, bool good, string text) =>
        Add(new() { ["seconds"] = Math.Round(at.TotalSeconds, 3), ["good"] = good, ["event"] = text });

    public override void Table(string[] columns, IReadOnlyList<string[]> rows)
    {
        foreach (string[] row in rows)
        {
            Add(new(columns.Zip(row, (column, cell) => KeyValuePair.Create(column, (JsonNode?)cell))));
        }
    }

    protected override void ShowCheck(bool holds, string text) => Add(new() { ["holds"] = holds, ["check"] = text });

    protected override void ShowEnd(bool holds, string text)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            new JsonObject { ["holds"] = holds, ["summary"] = text, ["parts"] = _parts }.WriteTo(json);
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private void Add(JsonObject entry) => _entries.Add((JsonNode)entry);
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace RoleChaining.Tool.Inspection;

/// <summary>JSON on standard output.</summary>
internal static class JsonOutput
{
    public static void Write(Action<Utf8JsonWriter> write)
    {
        using Stream stream = Console.OpenStandardOutput();
        using (Utf8JsonWriter json = new(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        stream.WriteByte((byte)'\n');
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>When a session ends, and how long that is from now; null where none is kept.</summary>
    public static void WriteKept(this Utf8JsonWriter json, string name, CachedRoleSession? session, TimeSpan left)
    {
        if (session is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("expires", Columns.Time(session.ExpiresAt));
        json.WriteNumber("secondsLeft", (long)left.TotalSeconds);
        json.WriteEndObject();
    }
}

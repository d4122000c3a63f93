using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>Answers of the control URL: JSON, or nothing.</summary>
internal static class ControlAnswer
{
    // The default encoder would escape quotes and plus signs, which matters only in a web page.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static WireResponse Done() => new(204, null, ReadOnlyMemory<byte>.Empty);

    /// <param name="status">The status.</param>
    /// <param name="write">Writes what is in the object.</param>
    public static WireResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Relaxed))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new(status, "application/json", buffer.WrittenMemory);
    }
}

using System.Text.Json;

namespace RoleChaining.Trails;

/// <summary>The texts of a trail as bytes.</summary>
internal static class RecordText
{
    /// <summary>
    /// Copies a value with its escapes resolved. What is no text, such as half of a surrogate pair, is copied as it stands in the file: one
    /// caller's odd user agent must not hide a trail.
    /// </summary>
    /// <param name="json">Stands at the value.</param>
    /// <param name="into">Has room for the value as it stands in the file.</param>
    /// <returns>How many bytes it has.</returns>
    public static int Copy(ref readonly Utf8JsonReader json, Span<byte> into)
    {
        if (json.ValueIsEscaped)
        {
            try
            {
                return json.CopyString(into);
            }
            catch (InvalidOperationException)
            {
                // As it stands.
            }
        }

        json.ValueSpan.CopyTo(into);
        return json.ValueSpan.Length;
    }
}

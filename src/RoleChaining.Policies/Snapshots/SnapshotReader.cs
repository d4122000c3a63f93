using System.Text;
using System.Text.Json;

namespace RoleChaining.Snapshots;

/// <summary>Tells the forms of JSON apart by their content.</summary>
internal static class SnapshotReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly JsonReaderOptions ManyValues = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowMultipleValues = true,
    };

    public static bool TryRead(IamSnapshotBuilder builder, ReadOnlyMemory<byte> utf8, string name)
    {
        utf8 = utf8.Span.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        List<JsonDocument> documents = TryParseOne(utf8) is { } one ? [one] : ParseAll(utf8, name);
        try
        {
            JsonElement[] roots = [.. documents.SelectMany(document => Flatten(document.RootElement))];
            if (roots.Length == 0 || !Array.TrueForAll(roots, IsKnown))
            {
                return false;
            }

            foreach (JsonElement root in roots)
            {
                Read(builder, new SnapshotObject(root, new SnapshotPlace(name)), name);
            }

            return true;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"{name} is not valid: {e.Message}", e);
        }
        finally
        {
            documents.ForEach(document => document.Dispose());
        }
    }

    private static bool IsKnown(JsonElement root) => root.ValueKind == JsonValueKind.Object
        && (LocalFileForm.Is(root) || AuthorizationDetailsForm.Is(root) || OrganizationForm.Is(root));

    private static void Read(IamSnapshotBuilder builder, SnapshotObject root, string name)
    {
        if (LocalFileForm.Is(root.Element))
        {
            LocalFileForm.Read(builder, root, name);
        }
        else if (AuthorizationDetailsForm.Is(root.Element))
        {
            AuthorizationDetailsForm.Read(builder, root, name);
        }
        else
        {
            OrganizationForm.Read(builder, root, name);
        }
    }

    /// <summary>Null where it is not one document.</summary>
    private static JsonDocument? TryParseOne(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The pages of an answer stand one after the other, or in a list.
    private static List<JsonDocument> ParseAll(ReadOnlyMemory<byte> utf8, string name)
    {
        List<JsonDocument> documents = [];
        try
        {
            while (utf8.Span.IndexOfAnyExcept(" \r\n\t"u8) >= 0)
            {
                Utf8JsonReader reader = new(utf8.Span, ManyValues);
                if (!reader.Read())
                {
                    break;
                }

                reader.Skip();
                documents.Add(JsonDocument.Parse(utf8[..(int)reader.BytesConsumed], Options));
                utf8 = utf8[(int)reader.BytesConsumed..];
            }

            return documents;
        }
        catch (JsonException e)
        {
            documents.ForEach(document => document.Dispose());
            throw new FormatException($"{name} is not valid JSON: {e.Message}", e);
        }
    }

    private static JsonElement[] Flatten(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
}

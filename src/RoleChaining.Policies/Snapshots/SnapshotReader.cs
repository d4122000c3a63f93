using System.Text;
using System.Text.Json;

namespace RoleChaining.Snapshots;

/// <summary>Tells the forms of JSON apart by their content.</summary>
internal static class SnapshotReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static bool TryRead(IamSnapshotBuilder builder, string text, string name)
    {
        List<JsonDocument> documents = ParseAll(text, name);
        try
        {
            JsonElement[] roots = [.. documents.SelectMany(document => Flatten(document.RootElement))];
            if (roots.Length == 0 || !Array.TrueForAll(roots, IsKnown))
            {
                return false;
            }

            foreach (JsonElement root in roots)
            {
                Read(builder, new SnapshotObject(root, name, ""), name);
            }

            return true;
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

    // The pages of an answer stand one after the other, or in a list.
    private static List<JsonDocument> ParseAll(string text, string name)
    {
        List<JsonDocument> documents = [];
        byte[] bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        int start = 0;
        try
        {
            while (bytes.AsSpan(start).IndexOfAnyExcept(" \r\n\t"u8) >= 0)
            {
                Utf8JsonReader reader = new(
                    bytes.AsSpan(start), new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowMultipleValues = true });
                if (!reader.Read())
                {
                    break;
                }

                reader.Skip();
                int length = (int)reader.BytesConsumed;
                documents.Add(JsonDocument.Parse(bytes.AsMemory(start, length), Options));
                start += length;
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

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

            if (IsTruncated(roots[^1]))
            {
                NoteTruncated(builder, roots[^1], name);
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

    // The first is of IAM, the other of AWS Organizations and of the AWS CLI with --max-items.
    private static bool IsTruncated(JsonElement root) =>
        (root.TryGetProperty("IsTruncated", out JsonElement isTruncated) && isTruncated.ValueKind == JsonValueKind.True)
        || (root.TryGetProperty("NextToken", out JsonElement next) && next.ValueKind == JsonValueKind.String);

    private static void NoteTruncated(IamSnapshotBuilder builder, JsonElement root, string name)
    {
        // An account that is on a page which is not there would be taken for one outside of the organization.
        if (root.TryGetProperty("Accounts", out _))
        {
            throw new FormatException($"{name} has not all Accounts: its last answer is truncated. Put all of its pages into the file.");
        }

        builder.Notes.Add($"{name}: its last answer is truncated, so what comes after it is known only if another file has it.");
    }

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

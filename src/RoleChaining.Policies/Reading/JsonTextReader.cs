using System.Text;
using System.Text.Json;

namespace RoleChaining.Reading;

/// <summary>Reads JSON with the line and column of every value.</summary>
internal static class JsonTextReader
{
    // Policies nest five deep. A reader that recursed as deep as a caller liked would be a way to end the process.
    private const int MaxDepth = 16;

    /// <summary>Null, and an error, for a text that is no JSON.</summary>
    public static JsonValue? Read(string text, PolicyIssues issues)
    {
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Utf8JsonReader reader = new(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
            LineIndex lines = new(bytes);
            reader.Read();
            JsonValue value = Read(ref reader, lines);
            while (reader.Read())
            {
                // A second value is an error that the reader throws.
            }

            return value;
        }
        catch (JsonException e)
        {
            issues.Error(
                new TextPosition((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), "The policy is not valid JSON here.");
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in an escape: JSON by its grammar, but no text.
            issues.Error(new TextPosition(1, 1), "The policy holds a string that is not valid text.");
        }

        return null;
    }

    private static JsonValue Read(ref Utf8JsonReader reader, LineIndex lines)
    {
        TextPosition position = lines.Find(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                List<JsonMember> members = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    TextPosition named = lines.Find(reader.TokenStartIndex);
                    string name = reader.GetString()!;
                    reader.Read();
                    members.Add(new JsonMember(name, named, Read(ref reader, lines)));
                }

                return new JsonValue { Position = position, Kind = JsonValueKind.Object, Members = members };

            case JsonTokenType.StartArray:
                List<JsonValue> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, lines));
                }

                return new JsonValue { Position = position, Kind = JsonValueKind.Array, Items = items };

            case JsonTokenType.String:
                return new JsonValue { Position = position, Kind = JsonValueKind.String, Text = reader.GetString()! };

            case JsonTokenType.Number:
                return new JsonValue { Position = position, Kind = JsonValueKind.Number, Text = Encoding.UTF8.GetString(reader.ValueSpan) };

            case JsonTokenType.True:
                return new JsonValue { Position = position, Kind = JsonValueKind.True, Text = "true" };

            case JsonTokenType.False:
                return new JsonValue { Position = position, Kind = JsonValueKind.False, Text = "false" };

            default:
                return new JsonValue { Position = position, Kind = JsonValueKind.Null, Text = "null" };
        }
    }
}

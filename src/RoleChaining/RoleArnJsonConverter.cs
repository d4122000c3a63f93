using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoleChaining;

/// <summary>A role ARN in JSON is a string. Thread-safe.</summary>
public sealed class RoleArnJsonConverter : JsonConverter<RoleArn>
{
    /// <summary>Reads the ARN.</summary>
    /// <exception cref="JsonException">It is not the ARN of a role.</exception>
    public override RoleArn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && RoleArn.TryParse(reader.GetString(), out RoleArn? arn)
            ? arn
            : throw new JsonException("Here belongs the ARN of an IAM role, such as \"arn:aws:iam::123456789012:role/Name\".");

    /// <summary>Writes the ARN.</summary>
    public override void Write(Utf8JsonWriter writer, RoleArn value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}

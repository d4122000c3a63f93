using System.Text.Json;

namespace RoleChaining.Reading;

/// <summary>A JSON value that knows its place in the text, and an object that keeps the names that are there twice.</summary>
internal sealed class JsonValue
{
    public required TextPosition Position { get; init; }

    public required JsonValueKind Kind { get; init; }

    /// <summary>A string without its escapes; a number, <c>true</c>, <c>false</c> or <c>null</c> as it is written.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<JsonValue> Items { get; init; } = [];

    public IReadOnlyList<JsonMember> Members { get; init; } = [];
}

namespace RoleChaining.Reading;

/// <summary>A name and a value of a JSON object.</summary>
internal sealed record JsonMember(string Name, TextPosition Position, JsonValue Value);

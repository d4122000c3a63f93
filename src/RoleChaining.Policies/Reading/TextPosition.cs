namespace RoleChaining.Reading;

/// <summary>A place in a text.</summary>
internal readonly record struct TextPosition(int Line, int Column);

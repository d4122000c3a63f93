namespace RoleChaining;

/// <summary>What came of something that <see cref="VerifyOptions"/> asked for. Holds no secret.</summary>
public sealed class VerifyCheck
{
    internal VerifyCheck()
    {
    }

    /// <summary>What it is about.</summary>
    public required VerifyCheckKind Kind { get; init; }

    /// <summary>The hop, 1-based.</summary>
    public required int HopNumber { get; init; }

    /// <summary>Whether it holds; <see langword="null"/> where it could not be checked.</summary>
    public required bool? Holds { get; init; }

    /// <summary>What was found, for a person.</summary>
    public required string Text { get; init; }

    /// <summary>The hop and what was found.</summary>
    public override string ToString() => $"hop {HopNumber}: {Text}";
}

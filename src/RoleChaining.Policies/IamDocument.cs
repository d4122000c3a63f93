namespace RoleChaining;

/// <summary>The text of a policy as a file has it, or what is missing of it. It is read when it is first needed.</summary>
/// <param name="Text">JSON, with or without percent escapes; <see langword="null"/> where it is not known.</param>
/// <param name="Missing">Why the text is not known, as a noun; <see langword="null"/> where it is.</param>
public readonly record struct IamDocument(string? Text, string? Missing = null)
{
    /// <summary>A policy of which something is not known, which makes all of it unknown.</summary>
    /// <param name="what">What is not known, as a noun, such as "the trust policy of Hub (known only after the plan is applied)".</param>
    public static IamDocument Unknown(string what) => new(null, what);

    /// <summary>Whether there is a text. The text is not printed: it may hold an external id.</summary>
    public override string ToString() => Missing is null ? "a policy" : $"unknown: {Missing}";
}

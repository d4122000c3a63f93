namespace RoleChaining.Profiles;

/// <summary>The names in section headers of the config file: <c>[profile name]</c>, <c>[sso-session "a name"]</c>.</summary>
internal static class SectionName
{
    /// <summary>The name behind the kind; null when the section is of another kind or the name is none.</summary>
    public static string? Read(string header, string kind)
    {
        ReadOnlySpan<char> text = header.AsSpan().Trim();
        if (!text.StartsWith(kind, StringComparison.Ordinal) || text.Length == kind.Length || text[kind.Length] is not (' ' or '\t'))
        {
            return null;
        }

        text = text[kind.Length..].Trim();
        if (text is ['"' or '\'', ..])
        {
            char quote = text[0];
            int end = text[1..].IndexOf(quote) + 1;
            return end == text.Length - 1 && end > 1 ? text[1..end].ToString() : null;
        }

        // An unquoted name is one word.
        return text.IsEmpty || text.ContainsAny(" \t\"'\\") ? null : text.ToString();
    }

    /// <summary>The header of a profile's section: the other way round.</summary>
    public static string HeaderOf(string profile) =>
        profile == "default" ? "[default]"
        : profile.AsSpan().ContainsAny(" \t") ? $"[profile \"{profile}\"]"
        : $"[profile {profile}]";
}

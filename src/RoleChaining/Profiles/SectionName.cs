using System.Text;

namespace RoleChaining.Profiles;

/// <summary>The names in section headers of the config file: <c>[profile name]</c>, <c>[sso-session "a name"]</c>.</summary>
internal static class SectionName
{
    /// <summary>The name behind the kind; null when the section is of another kind or the name is none.</summary>
    public static string? Read(string header, string kind) =>
        Words(header) is [var first, { Length: > 0 } name] && first == kind ? name : null;

    /// <summary>The header of a profile's section: the other way round.</summary>
    public static string HeaderOf(string profile) =>
        profile == "default" ? "[default]"
        : profile.AsSpan().ContainsAny(" \t\\") ? $"[profile \"{profile.Replace("\\", "\\\\", StringComparison.Ordinal)}\"]"
        : $"[profile {profile}]";

    /// <summary>
    /// The words of a header as the AWS CLI takes them, which are a shell's: blanks part them, quotes hold them together, and a backslash
    /// takes the next character as it is. Null where a quote is not closed.
    /// </summary>
    private static List<string>? Words(string header)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = default;
        for (int i = 0; i < header.Length; i++)
        {
            char c = header[i];
            bool escapes = c == '\\' && i + 1 < header.Length
                && (quote == default || (quote == '"' && header[i + 1] is '"' or '\\'));
            if (escapes)
            {
                word = (word ?? new StringBuilder()).Append(header[++i]);
            }
            else if (quote == default && c is '"' or '\'')
            {
                (quote, word) = (c, word ?? new StringBuilder());
            }
            else if (quote != default && c == quote)
            {
                quote = default;
            }
            else if (quote == default && c is ' ' or '\t')
            {
                Add(words, ref word);
            }
            else
            {
                word = (word ?? new StringBuilder()).Append(c);
            }
        }

        Add(words, ref word);
        return quote == default ? words : null;
    }

    private static void Add(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
        }

        word = null;
    }
}

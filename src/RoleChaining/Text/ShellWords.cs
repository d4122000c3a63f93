using System.Text;

namespace RoleChaining.Text;

/// <summary>Splits text into words as a shell does, and puts words together again.</summary>
internal static class ShellWords
{
    /// <summary>
    /// As a POSIX shell: blanks part the words, quotes hold them together, and a backslash takes the next character as it is. Nothing is
    /// replaced. Null where a quote is not closed.
    /// </summary>
    public static List<string>? Split(string text)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = default;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool escapes = c == '\\' && i + 1 < text.Length
                && (quote == default || (quote == '"' && text[i + 1] is '"' or '\\'));
            if (escapes)
            {
                word = (word ?? new StringBuilder()).Append(text[++i]);
            }
            else if (quote == default && c is '"' or '\'')
            {
                (quote, word) = (c, word ?? new StringBuilder());
            }
            else if (quote != default && c == quote)
            {
                quote = default;
            }
            else if (quote == default && c is ' ' or '\t' or '\n' or '\r')
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

    /// <summary>
    /// As a Windows program splits its command line: only double quotes hold words together, and backslashes count before them alone. See
    /// <see href="https://learn.microsoft.com/en-us/cpp/cpp/main-function-command-line-args#parsing-c-command-line-arguments">the
    /// rules</see>. Null where a quote is not closed.
    /// </summary>
    public static List<string>? SplitForWindows(string text)
    {
        List<string> words = [];
        StringBuilder? word = null;
        bool isQuoted = false;
        int backslashes = 0;
        foreach (char c in text)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            int literal = c == '"' ? backslashes / 2 : backslashes;
            bool isEscaped = c == '"' && backslashes % 2 == 1;
            word = literal > 0 ? (word ?? new StringBuilder()).Append('\\', literal) : word;
            backslashes = 0;
            if (c == '"' && !isEscaped)
            {
                (isQuoted, word) = (!isQuoted, word ?? new StringBuilder());
            }
            else if (!isQuoted && c is ' ' or '\t')
            {
                Add(words, ref word);
            }
            else
            {
                word = (word ?? new StringBuilder()).Append(c);
            }
        }

        word = backslashes > 0 ? (word ?? new StringBuilder()).Append('\\', backslashes) : word;
        Add(words, ref word);
        return isQuoted ? null : words;
    }

    /// <summary>The word as the splitter of this system takes it for one word.</summary>
    public static string Quote(string word) =>
        OperatingSystem.IsWindows() ? $"\"{word}\"" : $"'{word.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";

    private static void Add(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
        }

        word = null;
    }
}

using Amazon.Runtime;

namespace RoleChaining.Text;

/// <summary>
/// The texts of exceptions that are not ours. The AWS SDK quotes lines of the shared files that it cannot read, and what a
/// <c>credential_process</c> printed; parsers quote what they parse. Such a text may hold a secret, so it is replaced by our own words.
/// </summary>
internal static class ForeignText
{
    private const int ShortestSecret = 8;

    /// <summary>How each error of the command <c>role-chain</c> begins.</summary>
    private const string OwnErrorStart = "role-chain: ";

    private static readonly string[] SecretNames = ["secret", "token", "password", "key"];

    /// <summary>The exception and its causes for a log: types and messages, without those that may hold a secret.</summary>
    public static string Describe(Exception exception) =>
        FindReplacement(exception) is { } words ? $"{exception.GetType().Name}: {words}"
        : string.Join(" <- ", Chain(exception).Select(cause => $"{cause.GetType().Name}: {cause.Message}"));

    /// <summary>Whether the exception may be handed on as an inner exception.</summary>
    public static bool IsSafe(Exception exception) => FindReplacement(exception) is null;

    private static string? FindReplacement(Exception exception)
    {
        if (Chain(exception).OfType<ProcessAWSCredentialException>().FirstOrDefault() is { } process)
        {
            return FindOwnError(process.Message)
                ?? "a credential_process failed. What it printed is not repeated here, because it may hold keys: run the command by itself to see it";
        }

        if (Chain(exception).Any(cause => cause.GetType().Name is "JsonException" or "JsonReaderException" or "XmlException"))
        {
            return "an answer or a file could not be parsed. The parser's message is not repeated here, because it may quote keys";
        }

        return FindQuotedLine(exception) is var (path, line)
            ? $"the AWS SDK cannot read {path}, line {line}. Its message is not repeated here, because it quotes the file. "
                + "Write each line there as name = value, and # before a comment"
            : null;
    }

    /// <summary>
    /// The error of our own command, where the process was that: it holds no secret, and without it a person could not find out.
    /// </summary>
    private static string? FindOwnError(string message) => message.IndexOf(OwnErrorStart, StringComparison.Ordinal) is var start and >= 0
        ? $"its credential_process failed: {message[start..].Split('\n')[0].Trim()}"
        : null;

    private static (string Path, int Line)? FindQuotedLine(Exception exception)
    {
        string text = string.Join('\n', Chain(exception).Select(cause => cause.Message));
        foreach (string path in (string[])[SharedFilePaths.Credentials, SharedFilePaths.Config])
        {
            string[] lines = ReadLines(path);
            for (int i = 0; i < lines.Length; i++)
            {
                if (Fragments(lines[i]).Any(fragment => text.Contains(fragment, StringComparison.Ordinal)))
                {
                    return (path, i + 1);
                }
            }
        }

        return null;
    }

    /// <summary>The whole line, and the value of a line whose name is a secret's.</summary>
    private static IEnumerable<string> Fragments(string line)
    {
        string content = line.Trim();
        int separator = content.AsSpan().IndexOfAny('=', ':');
        if (content.Length >= ShortestSecret && content[0] is not ('[' or '#' or ';'))
        {
            yield return content;
        }

        if (separator > 0
            && content[(separator + 1)..].Trim() is { Length: >= ShortestSecret } value
            && SecretNames.Any(name => content[..separator].Contains(name, StringComparison.OrdinalIgnoreCase)))
        {
            yield return value;
        }
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}

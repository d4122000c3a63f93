namespace RoleChaining.Text;

/// <summary>
/// Errors as an <c>OptionsValidationException</c> shows them in a terminal. It joins its failures on one line, so each of several begins a
/// line of its own, with its number.
/// </summary>
internal static class ErrorList
{
    private const string Start = "\n  ";

    public static IReadOnlyList<string> Number(IReadOnlyList<string> errors) =>
        errors.Count < 2 ? errors : [.. errors.Select((error, i) => $"{Start}{i + 1}. {error.TrimEnd('.')}")];

    /// <summary>The errors of such a list, to be numbered again with others.</summary>
    public static IEnumerable<string> WithoutNumbers(IEnumerable<string> errors) => errors.Select(error =>
        error.StartsWith(Start, StringComparison.Ordinal)
            ? AsSentence(error[(error.IndexOf(". ", StringComparison.Ordinal) + 2)..])
            : error);

    private static string AsSentence(string error) => error.EndsWith('?') ? error : $"{error}.";
}

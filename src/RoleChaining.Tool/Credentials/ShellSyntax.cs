namespace RoleChaining.Tool.Credentials;

/// <summary>How a shell sets and removes variables of its environment.</summary>
/// <param name="Set">The line that sets one.</param>
/// <param name="Remove">The lines that remove several; none where there is no such thing.</param>
/// <param name="Unsafe">What no value may hold, since the shell would take it for its own.</param>
internal sealed record ShellSyntax(
    Func<string, string, string> Set, Func<IReadOnlyList<string>, IEnumerable<string>> Remove, string Unsafe)
{
    private const string Quotes = "'\n\r";

    /// <summary>
    /// PowerShell takes typographic quotes for its own. See its
    /// <see href="https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-02">grammar</see>.
    /// </summary>
    private const string PowerShellQuotes = $"{Quotes}\u2018\u2019\u201A\u201B";

    /// <summary>Whether a shell reads it, which has variables before and after; a file does not.</summary>
    public bool IsOfShell { get; private init; } = true;

    /// <summary>What begins a line that does nothing.</summary>
    public string Comment { get; private init; } = "# ";

    /// <summary>The syntax of a format; null for those that are for no shell.</summary>
    public static ShellSyntax? For(CredentialFormat format) => format switch
    {
        CredentialFormat.Env => new(
            (name, value) => $"export {name}='{value}'", names => [$"unset {string.Join(' ', names)}"], Quotes),
        CredentialFormat.EnvNoExport => new((name, value) => $"{name}={value}", _ => [], Quotes) { IsOfShell = false },
        CredentialFormat.PowerShell => new(
            (name, value) => $"$Env:{name} = '{value}'",
            names => [$"Remove-Item -ErrorAction Ignore {string.Join(',', names.Select(name => $"Env:{name}"))}"],
            PowerShellQuotes),
        CredentialFormat.WindowsCmd => new(
            (name, value) => $"set {name}={value}", names => names.Select(name => $"set {name}="), $"{Quotes}%^&\"<>|")
        {
            Comment = "rem ",
        },
        CredentialFormat.Fish => new(
            (name, value) => $"set -gx {name} '{value}'", names => names.Select(name => $"set -e {name}; or true"), $"{Quotes}\\"),
        CredentialFormat.Nushell => new(
            (name, value) => $"$env.{name} = '{value}'", names => [$"hide-env -i {string.Join(' ', names)}"], Quotes),
        _ => null,
    };

    /// <summary>Whether the value can stand between this shell's quotes.</summary>
    public bool IsSafe(string value) => !value.AsSpan().ContainsAny(Unsafe);
}

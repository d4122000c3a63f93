using System.CommandLine;
using System.CommandLine.Completions;
using Amazon.Runtime.CredentialManagement;

namespace RoleChaining.Tool.Completion;

/// <summary>
/// <c>role-chain completion SHELL</c>: a script for a shell's start file, so that Tab completes. The script asks the command itself for
/// suggestions, with the <c>[suggest]</c> directive of System.CommandLine.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _role_chain() {
            local word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE#*[[:space:]]}" found
            COMPREPLY=()
            while IFS= read -r found; do
                [[ $found == "$word"* ]] && COMPREPLY+=("$(printf %q "$found")")
            done < <(role-chain "[suggest:$((COMP_POINT - ${#COMP_LINE} + ${#line}))]" "$line" 2>/dev/null)
        }
        complete -o default -F _role_chain role-chain
        """;

    private const string Zsh = """
        #compdef role-chain
        _role_chain() {
            local line="${(j: :)words[2,CURRENT]}"
            local -a found=("${(@f)$(role-chain "[suggest:${#line}]" "$line" 2>/dev/null)}")
            if [[ -n $found ]]; then compadd -a found; else _files; fi
        }
        compdef _role_chain role-chain
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName role-chain -ScriptBlock {
            param($word, $ast, $cursor)
            $text = $ast.ToString().PadRight($cursor - $ast.Extent.StartOffset)
            $line = $text -replace '^\S+\s?', ''
            $position = [Math]::Max(0, $cursor - $ast.Extent.StartOffset - ($text.Length - $line.Length))
            role-chain "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    private static readonly Argument<string> Shell =
        new Argument<string>("shell") { Description = "bash, zsh or pwsh.", HelpName = "bash|zsh|pwsh" }
        .AcceptOnlyFromAmong("bash", "zsh", "pwsh");

    public static Command Create()
    {
        ToolCommand command = new("completion", "Print what makes a shell complete this command's words.", """
            bash, in ~/.bashrc:         eval "$(role-chain completion bash)"
            zsh, in ~/.zshrc:           eval "$(role-chain completion zsh)"       (after compinit)
            PowerShell, in $PROFILE:    role-chain completion pwsh | Out-String | Invoke-Expression
            """);
        command.Arguments.Add(Shell);
        command.SetAction(
            arguments => Console.Out.WriteLine(arguments.GetValue(Shell) switch { "bash" => Bash, "zsh" => Zsh, _ => PowerShell }));
        return command;
    }

    /// <summary>The names of the user's profiles.</summary>
    public static IEnumerable<CompletionItem> Profiles(CompletionContext context)
    {
        try
        {
            return [.. new SharedCredentialsFile().ListProfileNames().Order(StringComparer.Ordinal).Select(name => new CompletionItem(name))];
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or Amazon.Runtime.AmazonClientException or InvalidDataException)
        {
            return []; // completion has no place for an error; running the command shows it
        }
    }
}

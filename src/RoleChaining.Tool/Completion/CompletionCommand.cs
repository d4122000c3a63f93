using System.CommandLine;
using System.CommandLine.Completions;
using RoleChaining.Profiles;

namespace RoleChaining.Tool.Completion;

/// <summary><c>role-chain completion SHELL</c>: a script for a shell's start file, so that Tab completes.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell =
        new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh.", HelpName = "bash|zsh|fish|pwsh" }
        .AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");

    public static Command Create()
    {
        ToolCommand command = new("completion", "Print what makes a shell complete this command's words.", """
            bash, in ~/.bashrc:   eval "$(role-chain completion bash)"
            zsh, in ~/.zshrc:     eval "$(role-chain completion zsh)"
                                    (after compinit)
            fish, in config.fish: role-chain completion fish | source
            PowerShell, $PROFILE: role-chain completion pwsh | Out-String |
                                    Invoke-Expression
            """);
        command.Arguments.Add(Shell);
        command.SetAction(arguments => Console.Out.WriteLine(arguments.GetValue(Shell) switch
        {
            "bash" => CompletionScripts.Bash,
            "zsh" => CompletionScripts.Zsh,
            "fish" => CompletionScripts.Fish,
            _ => CompletionScripts.PowerShell,
        }));
        return command;
    }

    /// <summary>
    /// The names of the user's profiles. Completion has no place for an error in the files; running the command shows it.
    /// </summary>
    public static IEnumerable<CompletionItem> Profiles(CompletionContext context) =>
        ProfileFiles.Read(new ProfileErrors()).Names.Select(name => new CompletionItem(name));
}

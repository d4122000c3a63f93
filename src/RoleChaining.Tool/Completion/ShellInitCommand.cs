using System.CommandLine;

namespace RoleChaining.Tool.Completion;

/// <summary><c>role-chain shell-init SHELL</c>: a function that puts a chain's credentials into the shell that calls it.</summary>
internal static class ShellInitCommand
{
    private const string Posix = """
        assume() {
            local role_chain_script
            case "${1-}" in
                -u|--unset) role_chain_script="$(command role-chain credentials --unset --format env)" || return $? ;;
                -h|--help) echo "assume PROFILE: take the credentials of a chain into this shell; assume -u: remove them"; return 0 ;;
                *) role_chain_script="$(command role-chain credentials --format env "$@")" || return $? ;;
            esac
            eval "$role_chain_script"
        }
        """;

    private const string Fish = """
        function assume
            switch "$argv[1]"
                case -u --unset
                    role-chain credentials --unset --format fish | source
                case -h --help
                    echo "assume PROFILE: take the credentials of a chain into this shell; assume -u: remove them"
                case '*'
                    set -l role_chain_script (role-chain credentials --format fish $argv)
                    or return $status
                    string join \n -- $role_chain_script | source
            end
        end
        """;

    private const string PowerShell = """
        function assume {
            if ($args.Count -gt 0 -and $args[0] -in '-h', '--help') {
                'assume PROFILE: take the credentials of a chain into this shell; assume -u: remove them'
                return
            }
            if ($args.Count -gt 0 -and $args[0] -in '-u', '--unset') {
                $script = role-chain credentials --unset --format powershell
            } else {
                $script = role-chain credentials --format powershell @args
            }
            if ($LASTEXITCODE -eq 0) { $script | Out-String | Invoke-Expression }
        }
        """;

    private static readonly Argument<string> Shell =
        new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh.", HelpName = "bash|zsh|fish|pwsh" }
        .AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");

    public static Command Create()
    {
        ToolCommand command = new("shell-init", "Print a function that takes credentials into a shell.", """
            bash, in ~/.bashrc:   eval "$(role-chain shell-init bash)"
            zsh, in ~/.zshrc:     eval "$(role-chain shell-init zsh)"
            fish, in config.fish: role-chain shell-init fish | source
            PowerShell, $PROFILE: role-chain shell-init pwsh | Out-String |
                                    Invoke-Expression

            assume production     sets the keys and the region
            assume -u             removes them
                                  and gives back the region and the profile before
            Its exit code is that of role-chain credentials.
            """);
        command.Arguments.Add(Shell);
        command.SetAction(
            arguments => Console.Out.WriteLine(arguments.GetValue(Shell) switch { "fish" => Fish, "pwsh" => PowerShell, _ => Posix }));
        return command;
    }
}

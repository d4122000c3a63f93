using System.CommandLine;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Credentials;

/// <summary><c>role-chain credentials</c>: the final hop's credentials on standard output, and nothing else there.</summary>
internal static class CredentialsCommand
{
    private static readonly Option<CredentialFormat?> Format = FormatOption.Create("process", _ => true);

    private static readonly Option<bool> Unset =
        new("--unset") { Description = "Print what removes the variables from a shell again, without a chain." };

    public static Command Create()
    {
        ToolCommand command = new("credentials", "Print the credentials of a chain's last hop.", $"""
            {ChainArguments.Examples}

            In ~/.aws/config, so that the AWS CLI and every SDK can use a chain:
              [profile orders]
              credential_process = role-chain credentials orders-chain

            In a shell (role-chain shell-init makes a function of it):
              eval "$(role-chain credentials production --format env)"
              eval "$(role-chain credentials --format env --unset)"
            """);
        command.Options.Add(Format);
        command.Options.Add(Unset);
        command.AddChain();
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Unset))
        {
            ShellSyntax? syntax = ShellSyntax.For(arguments.GetValue(Format) ?? CredentialFormat.Env);
            await Console.Out.WriteLineAsync(syntax is { IsOfShell: true } ? CredentialWriter.Remove(syntax) : throw new UsageException(
                "--unset is for shells; write --format env, powershell, windows-cmd, fish or nushell.")).ConfigureAwait(false);
            return ExitCode.Success;
        }

        CredentialFormat format = arguments.GetValue(GlobalOptions.Json)
            ? CredentialFormat.Json
            : arguments.GetValue(Format) ?? CredentialFormat.Process;
        string section = ChainArguments.ProfileOf(arguments) ?? "role-chain";
        using ChainedAWSCredentials chain = await WarmChain.OpenAsync(arguments, cancellationToken).ConfigureAwait(false);
        FinalSession session = await FinalSession.ReadAsync(chain, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(
            CredentialWriter.Write(format, session, FinalRegion.Find(chain), section)).ConfigureAwait(false);
        return ExitCode.Success;
    }
}

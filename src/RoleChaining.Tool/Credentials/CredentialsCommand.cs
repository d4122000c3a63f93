using System.CommandLine;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Credentials;

/// <summary><c>role-chain credentials</c>: the final hop's credentials on standard output, and nothing else there.</summary>
internal static class CredentialsCommand
{
    private static readonly Option<CredentialFormat> Format = new("--format")
    {
        Description = "For credential_process, a shell, a program or PowerShell. [default: process]",
        HelpName = "process|env|json|powershell",
        CustomParser = result =>
            Enum.TryParse(result.Tokens[0].Value, ignoreCase: true, out CredentialFormat format) ? format : CredentialFormat.Process,
    };

    public static Command Create()
    {
        ToolCommand command = new("credentials", "Print the credentials of a chain's last hop.", $"""
            {ChainArguments.Examples}

            In ~/.aws/config, so that the AWS CLI and every SDK can use a chain:
              [profile orders]
              credential_process = role-chain credentials --profile orders-chain

            In a shell:
              eval "$(role-chain credentials --format env --profile production)"
            """);
        Format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "process", "env", "json", "powershell");
        command.Options.Add(Format);
        command.AddChain();
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        CredentialFormat format = arguments.GetValue(GlobalOptions.Json) ? CredentialFormat.Json : arguments.GetValue(Format);
        using ChainedAWSCredentials chain = ChainArguments.Read(arguments).Build();
        FinalSession session;
        using (Progress.Show($"assuming {chain}"))
        {
            session = await FinalSession.ReadAsync(chain, cancellationToken).ConfigureAwait(false);
        }

        await Console.Out.WriteLineAsync(CredentialWriter.Write(format, session)).ConfigureAwait(false);
        return ExitCode.Success;
    }
}

using System.CommandLine;
using System.ComponentModel;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Exec;

/// <summary><c>role-chain exec -- COMMAND</c>: runs it with the final hop's credentials for as long as it lives.</summary>
internal static class ExecCommand
{
    public const string Name = "exec";

    public static Command Create()
    {
        ToolCommand command = new(Name, "Run a command with a chain's credentials, kept fresh.", $"""
            role-chain exec production -- aws s3 ls
            role-chain exec --hop arn:aws:iam::222222222222:role/HubRole -- terraform plan

            {ChainArguments.Examples}

            The command gets its credentials from a loopback endpoint, by
            AWS_CONTAINER_CREDENTIALS_FULL_URI and a token that only it knows; no key is
            in its arguments or environment. The shared AWS files are hidden from it, so
            that no profile in them is taken instead.
            """);
        command.AddChain();
        command.Arguments.Add(CommandWords.Command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> command = CommandWords.Read(arguments).Command;
        if (command.Count == 0)
        {
            throw new UsageException("there is nothing to run; write the command after --.");
        }

        using ChainedAWSCredentials chain = await WarmChain.OpenAsync(arguments, cancellationToken).ConfigureAwait(false);
        CredentialEndpoint endpoint = await CredentialEndpoint.StartAsync(chain, cancellationToken).ConfigureAwait(false);
        await using (endpoint.ConfigureAwait(false))
        {
            using ChildFiles files = new(FinalRegion.Find(chain));
            try
            {
                return await ChildProcess.RunAsync([.. command], endpoint, files).ConfigureAwait(false);
            }
            catch (Win32Exception e)
            {
                bool missing = e.NativeErrorCode == 2;
                await Console.Error.WriteLineAsync(
                    $"role-chain: {command[0]} {(missing ? "was not found" : $"cannot be run: {e.Message}")}.").ConfigureAwait(false);
                return missing ? ExitCode.NotFound : ExitCode.CannotExecute;
            }
        }
    }
}

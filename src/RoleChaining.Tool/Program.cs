using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using RoleChaining.Tool;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Credentials;
using RoleChaining.Tool.Demo;
using RoleChaining.Tool.Exec;
using RoleChaining.Tool.Sts;

RootCommand root = new("""
    Walk, run and inspect IAM role chains.

      role-chain demo
      role-chain credentials --profile production
      role-chain exec --profile production -- aws s3 ls

    Exit codes: 0 done; 1 refused or failed; 2 the command line, a profile or a file is wrong; 3 STS or the source is out of reach, try
    again; 126 and 127 exec cannot run or find its command; 130 Ctrl+C. exec otherwise ends as its command does.
    """);
root.Options.Add(GlobalOptions.Json);
foreach (Command command in (Command[])[DemoCommand.Create(), CredentialsCommand.Create(), ExecCommand.Create(), StsCommand.Create()])
{
    root.Subcommands.Add(command);
}

SsoClients.Register();
ParseResult arguments = root.Parse(args);
if (arguments is { Action: ParseErrorAction, Tokens.Count: > 0 })
{
    foreach (ParseError error in arguments.Errors)
    {
        Console.Error.WriteLine($"role-chain: {error.Message}");
    }

    Console.Error.WriteLine($"role-chain: see role-chain {string.Concat(Commands(arguments.CommandResult))}--help");
    return ExitCode.Usage;
}

// The signals that exec gets are its command's; all else ends by them.
InvocationConfiguration configuration = new();
if (arguments.CommandResult.Command.Name == ExecCommand.Name)
{
    configuration.ProcessTerminationTimeout = null;
}

return await arguments.InvokeAsync(configuration).ConfigureAwait(false);

static IEnumerable<string> Commands(CommandResult result) =>
    result.Parent is CommandResult parent ? [.. Commands(parent), result.Command.Name + " "] : [];

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using RoleChaining.Tool;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Completion;
using RoleChaining.Tool.Credentials;
using RoleChaining.Tool.Demo;
using RoleChaining.Tool.Exec;
using RoleChaining.Tool.Inspection;
using RoleChaining.Tool.Policies;
using RoleChaining.Tool.SignIn;
using RoleChaining.Tool.Sts;
using RoleChaining.Tool.Trails;
using RoleChaining.Tool.Verify;

UsersFiles.HideFromSdk();
ShellsOwn.TakeRegion();
Keypad.RestoreAtExit();
RootCommand root = new("""
    Walk, run and inspect IAM role chains.

      role-chain demo
      role-chain exec production -- aws s3 ls
      role-chain credentials production
      role-chain explain production
      role-chain check production --source ARN --iam plan.json

    Exit codes: 0 done; 1 refused or failed; 2 the command line, a profile, a
    file or the source is wrong; 3 STS or the source is out of reach, try again;
    4 check or trace cannot tell; 126 and 127 exec cannot run or find its
    command; 129 SIGHUP; 130 Ctrl+C; 143 SIGTERM. exec otherwise ends as its
    command does.
    """);
root.Options.Remove(root.Options.OfType<HelpOption>().Single());
root.Options.Add(new HelpOption("--help", "-h")
{
    Description = "Show what a command takes, with examples.", Action = new ExamplesHelp(new HelpAction { MaxWidth = ExamplesHelp.Width }),
});
root.Options.Add(GlobalOptions.Json);
Command[] commands =
[
    DemoCommand.Create(), CredentialsCommand.Create(), ExecCommand.Create(),
    ProfilesCommand.Create(), ExplainCommand.Create(), SessionsCommand.Create(),
    WhoamiCommand.Create(), ConsoleCommand.Create(),
    CheckCommand.Create(), PoliciesCommand.Create(), PathsCommand.Create(), GraphCommand.Create(),
    VerifyCommand.Create(), TraceCommand.Create(),
    StsCommand.Create(),
    ShellInitCommand.Create(), CompletionCommand.Create(),
];
Array.ForEach(commands, root.Subcommands.Add);

SsoClients.Register();
ParseResult arguments = root.Parse(args switch
{
    [] => ["--help"],
    ["help", .. var words] => [.. words, "--help"],
    ["version"] => ["--version"],
    _ => args,
});
if (arguments.Action is ParseErrorAction || Suggestions.HasUnknownCommand(arguments))
{
    return Failures.Say(
        arguments,
        [.. Suggestions.Errors(arguments), $"see role-chain {string.Concat(Commands(arguments.CommandResult))}--help"],
        ExitCode.Usage);
}

using Termination termination = new();
InvocationConfiguration configuration = new() { ProcessTerminationTimeout = null };
int exitCode = await arguments.InvokeAsync(configuration, termination.Token).ConfigureAwait(false);
return args.Length == 0 ? ExitCode.Usage : exitCode;

static IEnumerable<string> Commands(CommandResult result) =>
    result.Parent is CommandResult parent ? [.. Commands(parent), result.Command.Name + " "] : [];

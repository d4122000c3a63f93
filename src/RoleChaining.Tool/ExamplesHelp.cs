using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RoleChaining.Tool;

/// <summary><c>--help</c>: what a command takes, and then its examples.</summary>
internal sealed class ExamplesHelp(HelpAction options) : SynchronousCommandLineAction
{
    /// <summary>What fits every terminal.</summary>
    public const int Width = 80;

    public override int Invoke(ParseResult parseResult)
    {
        foreach (Argument argument in parseResult.CommandResult.Command.Subcommands.SelectMany(command => command.Arguments))
        {
            argument.Hidden = true; // the list has a line for each command, and the command's own help tells its arguments
        }

        int exitCode = options.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples and more:");
            foreach (string line in command.Examples.Split('\n'))
            {
                output.WriteLine(line.Length == 0 ? "" : $"  {line}");
            }
        }

        return exitCode;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// The words of a command line that belong to no option: the chain's profile, and the command that <c>exec</c> runs. What stands after
/// <c>--</c> is the command's. Without <c>--</c> the first word is the profile, unless an option gives the chain.
/// </summary>
internal static class CommandWords
{
    public static readonly Argument<string[]> Command =
        new("command") { Description = "What to run, after --.", HelpName = "COMMAND", Arity = ArgumentArity.ZeroOrMore };

    /// <exception cref="UsageException">More than the profile stands before <c>--</c>.</exception>
    public static (string? Chain, IReadOnlyList<string> Command) Read(ParseResult arguments)
    {
        string? first = arguments.GetValue(ChainArguments.Name);
        if (first is null || !arguments.CommandResult.Command.Arguments.Contains(Command))
        {
            return (first, []);
        }

        string[] words = [first, .. arguments.GetValue(Command) ?? []];
        int dash = IndexOfDash(arguments.Tokens);
        int before = dash >= 0 ? words.Length - (arguments.Tokens.Count - dash - 1)
            : ChainArguments.HasChainOption(arguments) ? 0
            : 1;
        return before == 1 && words[0].StartsWith('-')
            ? throw new UsageException($"{words[0]} is no option of exec; what is run is written after --.")
            : before > 1
            ? throw new UsageException($"\"{words[1]}\" stands before --; write what is run after it: -- {string.Join(' ', words[1..])}")
            : (before == 1 ? words[0] : null, words[before..]);
    }

    private static int IndexOfDash(IReadOnlyList<Token> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Type == TokenType.DoubleDash)
            {
                return i;
            }
        }

        return -1;
    }
}

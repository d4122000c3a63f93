using System.CommandLine;
using System.CommandLine.Parsing;
using RoleChaining.Text;

namespace RoleChaining.Tool;

/// <summary>What is wrong with a command line, in the words of the person who typed it, with what may have been meant.</summary>
internal static class Suggestions
{
    /// <summary>Whether the verb is not known, with or without <c>--help</c> behind it.</summary>
    public static bool HasUnknownCommand(ParseResult arguments) => UnknownCommand(arguments) is not null;

    /// <summary>The errors; one alone where the verb is not known, since all others follow from it.</summary>
    public static IReadOnlyList<string> Errors(ParseResult arguments)
    {
        Command command = arguments.CommandResult.Command;
        return UnknownCommand(arguments) is { } word
            ? [$"there is no command \"{word}\"{Meant(word, command.Subcommands.Select(other => other.Name))}"]
            : [.. WithoutValues([.. arguments.Errors.Select(error => error.Message)]).Select(error => Words(error, command)).Distinct()];
    }

    private static string? UnknownCommand(ParseResult arguments) =>
        arguments.CommandResult.Command.Subcommands.Count > 0
            && arguments.UnmatchedTokens.FirstOrDefault(word => !word.StartsWith('-')) is { } word
            && !arguments.Tokens.Any(token => token.Type == TokenType.Directive)
            ? word
            : null;

    // The value of an option that is not known is a word that is not known either.
    private static IEnumerable<string> WithoutValues(string[] errors) => Array.Exists(errors, error => Unknown(error) is ['-', ..])
        ? errors.Where(error => Unknown(error) is null or ['-', ..])
        : errors;

    private static string? Unknown(string error) =>
        error.StartsWith("Unrecognized", StringComparison.Ordinal) && error.Split('\'') is [_, var word, ..] ? word : null;

    // The parser's message names types of the program. The person at the terminal needs other words.
    private static string Words(string message, Command command)
    {
        string text = message.Split(" as expected type")[0].TrimEnd('.');
        return Unknown(message) is ['-', ..] option
            ? $"{text}{Meant(option, Options(command).Select(other => other.Name))}"
            : $"{text}.";
    }

    private static string Meant(string word, IEnumerable<string> known) =>
        Nearest.Find(word, known) is { } nearest ? $"; did you mean {nearest}?" : ".";

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
}

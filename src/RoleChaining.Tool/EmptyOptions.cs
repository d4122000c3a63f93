using System.CommandLine.Parsing;

namespace RoleChaining.Tool;

/// <summary>Options with an empty value, such as a variable of a CI that is not set. None of them means anything.</summary>
internal static class EmptyOptions
{
    public static void Refuse(CommandResult command)
    {
        foreach (OptionResult option in command.Children.OfType<OptionResult>().Where(
            option => option.Tokens.Any(token => token.Value.Length == 0)))
        {
            command.AddError($"{option.Option.Name} is empty; write a value, or leave it out.");
        }
    }
}

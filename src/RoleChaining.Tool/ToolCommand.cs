using System.CommandLine;

namespace RoleChaining.Tool;

/// <summary>A command with a line for the list of commands, and examples for those who ask for its own help.</summary>
internal sealed class ToolCommand(string name, string summary, string examples) : Command(name, summary)
{
    public string Examples => examples;
}

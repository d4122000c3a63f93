using System.CommandLine;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Policies;

/// <summary><c>role-chain graph</c>: a picture of a chain.</summary>
internal static class GraphCommand
{
    private static readonly Option<string?> Source = SourceOption.Create();

    private static readonly Option<bool> Dot = new("--dot") { Description = "Write a graph of Graphviz, and not of Mermaid." };

    public static Command Create()
    {
        ToolCommand command = new("graph", "Draw a chain: accounts, hops, lifetimes, travelling tags.", $"""
            role-chain graph --profile production
            role-chain graph --profile production --dot | dot -Tsvg > chain.svg

            {ChainArguments.Examples}
            """);
        command.Options.Add(Source);
        command.Options.Add(Dot);
        command.AddChain();
        command.Run((arguments, _) =>
        {
            RoleChain chain = SourceOption.ReadChain(arguments);
            string? source = SourceOption.Read(arguments, Source);
            Console.Out.Write(arguments.GetValue(Dot) ? chain.ToDot(source) : chain.ToMermaid(source));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}

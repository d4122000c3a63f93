using System.CommandLine;

namespace RoleChaining.Tool.Policies;

/// <summary><c>role-chain paths</c>: who comes to a role, and how.</summary>
internal static class PathsCommand
{
    private static readonly Option<string[]> Iam = SnapshotArguments.Create();

    private static readonly Option<string> To =
        new("--to") { Description = "The role that is reached.", HelpName = "ARN", Required = true };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Who begins: the ARN of a user, a role or a provider, a service, or an account id.",
        HelpName = "ARN",
    };

    private static readonly Option<int> MaxHops = new("--max-hops")
    {
        Description = "How many roles are assumed one after the other, at most. [default: 5]",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<bool> Mermaid = new("--mermaid") { Description = "Draw with Mermaid." };

    private static readonly Option<bool> Dot = new("--dot") { Description = "Draw with Graphviz." };

    public static Command Create()
    {
        ToolCommand command = new("paths", "Find every chain by which principals come to a role.", $"""
            role-chain paths --iam details/ --to arn:aws:iam::333333333333:role/ProductionRole
            role-chain paths --iam details/ --to arn:aws:iam::333333333333:role/ProductionRole --from 111111111111 --json

            {SnapshotArguments.Examples}
            """);
        foreach (Option option in (Option[])[Iam, To, From, MaxHops, Mermaid, Dot])
        {
            command.Options.Add(option);
        }

        command.Run((arguments, _) => Task.FromResult(Run(arguments)));
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        string to = arguments.GetValue(To)!;
        int maxHops = arguments.GetValue(MaxHops);
        if (maxHops < 1)
        {
            throw new UsageException($"--max-hops is {maxHops}; write a number from 1.");
        }

        IamSnapshot snapshot = SnapshotArguments.Read(arguments, Iam, chain: null);
        if (snapshot.FindRole(to) is null)
        {
            throw new UsageException($"--to: no file has a role {to}; the files have {snapshot.Roles.Count} roles.");
        }

        IEnumerable<RolePath> paths = snapshot.EnumeratePaths(to, arguments.GetValue(From), maxHops);
        if (arguments.GetValue(GlobalOptions.Json))
        {
            Console.Out.WriteLine(PathsReport.Json(paths, snapshot.Notes));
        }
        else if (arguments.GetValue(Mermaid) || arguments.GetValue(Dot))
        {
            Console.Out.Write(arguments.GetValue(Dot) ? PathsReport.Dot(paths) : PathsReport.Mermaid(paths));
        }
        else
        {
            PathsReport.WriteText(Console.Out, paths);
        }

        foreach (string note in snapshot.Notes)
        {
            Console.Error.WriteLine($"role-chain: note: {note}");
        }

        return ExitCode.Success;
    }
}

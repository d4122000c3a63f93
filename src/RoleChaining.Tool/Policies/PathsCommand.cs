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
        Description = "Who begins: the ARN of a user, a role, a role's session or a provider, a service, or an account id.",
        HelpName = "ARN",
    };

    private static readonly Option<int> MaxHops = new("--max-hops")
    {
        Description = "How many roles are assumed one after the other, at most.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many paths are looked for, at most.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 10_000,
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
        foreach (Option option in (Option[])[Iam, To, From, MaxHops, Limit, Mermaid, Dot])
        {
            command.Options.Add(option);
        }

        SnapshotArguments.AcceptOne(command, GlobalOptions.Json, Mermaid, Dot);
        command.Run((arguments, cancellationToken) => Task.Run(() => Run(arguments, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellationToken)
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
            WriteNotes(snapshot);
            string name = to[(to.LastIndexOf('/') + 1)..];
            IamRole? similar = snapshot.Roles.FirstOrDefault(role => role.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            throw new UsageException($"--to: no file has a role {to}; the files have "
                + (similar is null ? $"{snapshot.Roles.Count} others." : $"{similar}."));
        }

        string? from = arguments.GetValue(From);
        CheckFrom(from, snapshot);
        IEnumerable<RolePath> paths = Take(
            snapshot.EnumeratePaths(to, from, maxHops), arguments.GetValue(Limit), cancellationToken);
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

        WriteNotes(snapshot);
        return ExitCode.Success;
    }

    private static void WriteNotes(IamSnapshot snapshot)
    {
        foreach (string note in snapshot.Notes)
        {
            Console.Error.WriteLine($"role-chain: note: {note}");
        }
    }

    /// <summary>Up to a limit, because the paths through a few roles that trust each other are endless for a reader.</summary>
    private static IEnumerable<RolePath> Take(IEnumerable<RolePath> paths, int limit, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (RolePath path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > limit)
            {
                Console.Error.WriteLine($"role-chain: note: there are more than {limit} paths; --limit shows more of them.");
                yield break;
            }

            yield return path;
        }
    }

    private static void CheckFrom(string? from, IamSnapshot snapshot)
    {
        if (from is null)
        {
            return;
        }

        bool isAccount = from.Length == 12 && from.All(char.IsAsciiDigit);
        bool isArn = from.StartsWith("arn:", StringComparison.Ordinal) && from.Split(':').Length >= 6;
        if (!isAccount && !isArn && !from.Contains('.', StringComparison.Ordinal))
        {
            throw new UsageException($"--from: \"{from}\" is neither an ARN, nor an account id, nor a service such as ec2.amazonaws.com.");
        }

        string known = snapshot.FindRoleOfSession(from)?.Arn ?? from;
        if ((isAccount && !snapshot.Roles.Concat<IamIdentity>(snapshot.Users).Any(identity => identity.AccountId == from))
            || (isArn && snapshot.FindRole(known) is null && snapshot.FindUser(known) is null))
        {
            Console.Error.WriteLine($"role-chain: note: no file has {from}, so what its own policies allow is not known.");
        }
    }
}

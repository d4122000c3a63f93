using System.CommandLine;
using RoleChaining.Text;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Policies;

namespace RoleChaining.Tool.Trails;

/// <summary><c>role-chain trace</c>: who stood behind a session, by what CloudTrail recorded.</summary>
internal static class TraceCommand
{
    private static readonly Argument<string[]> Paths = new("paths")
    {
        Description = "Files of CloudTrail, and folders, which are read with their subfolders; - is standard input.",
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Who = new("--who")
    {
        Description = "An access key id, a session's ARN or name, a request id or event id: who was it, and what did they do?", HelpName = "ID",
    };

    private static readonly Option<string?> Into = new("--into") { Description = "Every chain that ends with this role.", HelpName = "ROLE-ARN" };

    private static readonly Option<bool> Findings = new("--findings")
    {
        Description = "Chains that are long, without a source identity, of principals that are gone, or not configured.",
    };

    private static readonly Option<string?> Log = new("--log")
    {
        Description = "A log of an application that uses the library: the record of each of its hops.", HelpName = "FILE",
    };

    private static readonly Option<string?> After = new("--after") { Description = "The beginning of the period.", HelpName = "TIME" };

    private static readonly Option<string?> Before = new("--before") { Description = "The end of the period.", HelpName = "TIME" };

    private static readonly Option<bool> Mermaid = new("--mermaid") { Description = "Draw with Mermaid." };

    private static readonly Option<string?> Html = new("--html") { Description = "Write a page to look at.", HelpName = "FILE" };

    private static readonly Option<string[]> Iam = SnapshotArguments.Create();

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "For --findings: the application's chains, as in appsettings.json.", HelpName = "FILE",
    };

    private static readonly Option<int> MaxHops = new("--max-hops")
    {
        Description = "For --findings: how many hops a chain may have.", HelpName = "NUMBER", DefaultValueFactory = _ => 2,
    };

    public static Command Create()
    {
        Iam.Required = false;
        ToolCommand command = new("trace", "Find in CloudTrail who stood behind a session, and what it did.", """
            role-chain trace AWSLogs/ --who ASIA...
            role-chain trace AWSLogs/ --into arn:aws:iam::333333333333:role/ProductionRole --after 2026-11-20
            role-chain trace AWSLogs/ --who ASIA... --html who.html
            role-chain trace AWSLogs/ --findings --iam details/ --config appsettings.json
            role-chain trace AWSLogs/ --log app.log
            aws cloudtrail lookup-events | role-chain trace - --findings

            Read are files of a trail (gzip or not), JSON lines, answers of aws cloudtrail lookup-events, events of EventBridge and CloudWatch
            Logs. Times are UTC: 2026-11-20, or 2026-11-20T12:00:00Z.

            Exit codes: 0 the way is complete; 1 nothing found; 2 the command line or a file is wrong; 4 incomplete or ambiguous: the account
            and period whose trail is missing, or the candidates, are named.
            """);
        command.Arguments.Add(Paths);
        foreach (Option option in (Option[])[Who, Into, Findings, Log, After, Before, Mermaid, Html, Iam, Config, MaxHops])
        {
            command.Options.Add(option);
        }

        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        CheckQuestion(arguments);
        ApplicationLog? log = arguments.GetValue(Log) is { } file ? ApplicationLog.Read(file) : null;
        TrailFindingOptions comparison = arguments.GetValue(Findings) ? ReadComparison(arguments) : new();
        TrailReadOptions options = new() { After = Time(arguments, After), Before = Time(arguments, Before) };
        foreach (string id in log?.Hops.Select(hop => hop.RequestId) ?? (arguments.GetValue(Who) is { } who ? [who] : []))
        {
            options.Ids.Add(id);
        }

        TrailIndex trail = await ReadAsync(arguments.GetValue(Paths)!, options, cancellationToken).ConfigureAwait(false);
        await using (trail.ConfigureAwait(false))
        {
            int exitCode = log is not null ? LogReport.Write(arguments, trail, log)
                : arguments.GetValue(Findings) ? FindingsReport.Write(arguments, trail, trail.Find(comparison))
                : await WritePathsAsync(arguments, trail, cancellationToken).ConfigureAwait(false);
            foreach (TrailFault fault in trail.Faults)
            {
                await Console.Error.WriteLineAsync($"role-chain: {fault}").ConfigureAwait(false);
            }

            return trail.Faults.Count > 0 ? ExitCode.Usage : exitCode;
        }
    }

    private static async Task<int> WritePathsAsync(ParseResult arguments, TrailIndex trail, CancellationToken cancellationToken)
    {
        string? who = arguments.GetValue(Who);
        IReadOnlyList<TrailPath> paths = who is not null ? trail.WhoIs(who) : trail.ChainsInto(arguments.GetValue(Into)!);
        string question = who is not null ? $"Who is {who}?" : $"Chains into {arguments.GetValue(Into)}";
        if (arguments.GetValue(Html) is { } file)
        {
            try
            {
                await File.WriteAllTextAsync(SharedFilePaths.ExpandHome(file), TracePage.Write(question, trail, paths), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"--html: {file} cannot be written: {e.Message}");
            }
        }

        string report = arguments.GetValue(GlobalOptions.Json) ? TraceJson.Write(trail, paths)
            : arguments.GetValue(Mermaid) ? TraceMermaid.Write(paths)
            : who is not null ? TraceText.Who(paths)
            : TraceText.Into(paths);
        if (report.Length > 0)
        {
            await Console.Out.WriteLineAsync(report.TrimEnd()).ConfigureAwait(false);
        }

        if (paths.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"role-chain: nothing found in {trail.EventCount} records, {trail.First:u} to {trail.Last:u}, of {Accounts(trail)}.").ConfigureAwait(false);
            return ExitCode.Failed;
        }

        return paths.All(path => path.Outcome == TrailOutcome.Complete) ? ExitCode.Success : ExitCode.CannotTell;
    }

    private static string Accounts(TrailIndex trail) => trail.Accounts.Count switch
    {
        0 => "no account",
        <= 5 => $"account {string.Join(", ", trail.Accounts)}",
        int count => $"{count} accounts",
    };

    private static void CheckQuestion(ParseResult arguments)
    {
        int questions = new[]
        {
            arguments.GetValue(Who) is not null, arguments.GetValue(Into) is not null, arguments.GetValue(Log) is not null,
            arguments.GetValue(Findings),
        }.Count(asked => asked);
        if (questions != 1)
        {
            throw new UsageException(
                $"{(questions == 0 ? "the question is missing" : "there are several questions")}: write one of --who ID, --into ROLE-ARN, "
                + "--findings and --log FILE.");
        }

        if (arguments.GetValue(Who) is { } who && string.IsNullOrWhiteSpace(who))
        {
            throw new UsageException("--who is empty; write an access key id, a session's ARN or name, a request id or an event id.");
        }

        if (arguments.GetValue(Into) is { } into && !RoleArn.TryParse(into, out _))
        {
            throw new UsageException($"--into: \"{into}\" is not the ARN of a role.");
        }

        bool hasPicture = arguments.GetValue(Mermaid) || arguments.GetValue(Html) is not null;
        if (hasPicture && (arguments.GetValue(Log) is not null || arguments.GetValue(Findings)))
        {
            throw new UsageException("--mermaid and --html go with --who and --into.");
        }

        bool hasComparison = arguments.GetValue(Config) is not null || arguments.GetValue(Iam) is { Length: > 0 };
        if (hasComparison && !arguments.GetValue(Findings))
        {
            throw new UsageException("--iam and --config go with --findings.");
        }
    }

    private static TrailFindingOptions ReadComparison(ParseResult arguments)
    {
        TrailFindingOptions options = new()
        {
            MaxHops = arguments.GetValue(MaxHops),
            Iam = arguments.GetValue(Iam) is { Length: > 0 } ? SnapshotArguments.Read(arguments, Iam, chain: null) : null,
        };
        foreach (RoleChainOptions chain in arguments.GetValue(Config) is { } file ? ConfigFile.ReadAll(file) : [])
        {
            options.Chains.Add(new RoleChainBuilder(chain).BuildChain());
        }

        return options;
    }

    private static DateTimeOffset? Time(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is not { } text ? null
        : DateTimeOffset.TryParse(
            text,
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time) ? time
        : throw new UsageException($"{option.Name}: \"{text}\" is not a time; write 2026-11-20 or 2026-11-20T12:00:00Z.");

    private static async Task<TrailIndex> ReadAsync(string[] paths, TrailReadOptions options, CancellationToken cancellationToken)
    {
        TrailIndex trail;
        try
        {
            using ReadingProgress progress = new();
            trail = await TrailIndex.ReadAsync(paths, options, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(e.Message);
        }

        return trail.EventCount > 0 ? trail : throw new UsageException(string.Join(
            '\n', [$"{string.Join(", ", paths)}: no record of CloudTrail in {trail.FileCount} files.", .. trail.Faults.Select(fault => fault.ToString())]));
    }
}

using System.CommandLine;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Policies;

/// <summary><c>role-chain check</c>: would the chain work in these accounts, plans and templates?</summary>
internal static class CheckCommand
{
    private static readonly Option<string?> Source = SourceOption.Create();

    private static readonly Option<string[]> Iam = SnapshotArguments.Create();

    private static readonly Option<string> Expect = new("--expect")
    {
        Description = "What the outcome must be.",
        HelpName = "allowed|denied|unknown",
        DefaultValueFactory = _ => "allowed",
    };

    private static readonly Option<bool> JUnit = new("--junit") { Description = "Report as JUnit XML, a test for each hop." };

    private static readonly Option<string[]> Context = new("--context")
    {
        Description = "A condition key of the calls that the chain does not tell, such as aws:SourceIp=10.0.0.1; may be repeated.",
        HelpName = "KEY=VALUE",
    };

    public static Command Create()
    {
        ToolCommand command = new("check", "Check a chain against accounts, plans and templates.", $"""
            role-chain check --profile production --source arn:aws:iam::111111111111:user/alice --iam details/
            terraform show -json plan | role-chain check --profile production --source ARN --iam - --iam details/
            role-chain check --profile production --source ARN --iam 333333333333=stack.yaml --iam details/ --junit > check.xml

            details/ has what aws iam get-account-authorization-details answered in each account of the chain, that of ARN too.

            {SnapshotArguments.Examples}

            {ChainArguments.Examples}

            Exit codes: 0 as expected; 1 not as expected; 2 the command line, a file or the chain is wrong; 4 cannot tell, because a document,
            a role or a condition key is missing.
            """);
        Expect.AcceptOnlyFromAmong("allowed", "denied", "unknown");
        foreach (Option option in (Option[])[Source, Iam, Expect, JUnit, Context])
        {
            command.Options.Add(option);
        }

        SnapshotArguments.AcceptOne(command, GlobalOptions.Json, JUnit);
        command.AddChain();
        command.Run((arguments, _) => Task.FromResult(Run(arguments)));
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        RoleChain chain = SourceOption.ReadChain(arguments);
        string source = SourceOption.ReadOrFind(arguments, Source);
        ChainCheckOptions options = new();
        foreach (string given in arguments.GetValue(Context) ?? [])
        {
            AddContext(options, given);
        }

        IamSnapshot snapshot = SnapshotArguments.Read(arguments, Iam, chain);
        ChainVerdict verdict = snapshot.Evaluate(chain, source, options);
        string report = arguments.GetValue(GlobalOptions.Json) ? VerdictReport.Json(verdict)
            : arguments.GetValue(JUnit) ? VerdictReport.JUnit(verdict, arguments.GetValue(Expect)!)
            : VerdictReport.Text(verdict);
        Console.Out.WriteLine(report);
        bool isExpected = verdict.Outcome.ToString().Equals(arguments.GetValue(Expect), StringComparison.OrdinalIgnoreCase);
        return isExpected ? ExitCode.Success : verdict.Outcome == IamOutcome.Unknown ? ExitCode.CannotTell : ExitCode.Failed;
    }

    private static void AddContext(ChainCheckOptions options, string given)
    {
        int equals = given.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"--context {given} is without its key or =; write --context aws:SourceIp=10.0.0.1.");
        }

        string key = given[..equals];
        if (!key.Contains(':', StringComparison.Ordinal) || ChainCheckOptions.IsToldByChain(key))
        {
            throw new UsageException(key.Contains(':', StringComparison.Ordinal)
                ? $"--context {key}: the chain tells that itself."
                : $"--context {key} is no condition key; write its prefix too, as in aws:SourceIp=10.0.0.1.");
        }

        IReadOnlyList<string> earlier = options.Context.TryGetValue(key, out IReadOnlyList<string>? values) ? values : [];
        options.Context[key] = [.. earlier, given[(equals + 1)..]];
    }
}

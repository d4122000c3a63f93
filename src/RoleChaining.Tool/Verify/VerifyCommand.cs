using System.CommandLine;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Policies;

namespace RoleChaining.Tool.Verify;

/// <summary><c>role-chain verify</c>: does the chain work, live and hop by hop?</summary>
internal static class VerifyCommand
{
    private static readonly Option<bool> JUnit = new("--junit") { Description = "Report as JUnit XML, a test for each hop." };

    private static readonly Option<bool> ExternalId = new("--external-id-enforced")
    {
        Description = "Ask once for each role without its external id, which must be denied.",
    };

    private static readonly Option<bool> Direct = new("--direct")
    {
        Description = "Try the last role from the source, and say what is lost and gained by it.",
    };

    private static readonly Option<bool> MaxDuration = new("--max-duration")
    {
        Description = "Find out how long the sessions of each role could last, in whole hours.",
    };

    public static Command Create()
    {
        ToolCommand command = new("verify", "Verify a chain live, hop by hop, before production does.", $"""
            role-chain verify production
            role-chain verify production --external-id-enforced --junit

            Each hop is assumed anew and then asks STS whose it is. No session is
            taken from a cache or left in one.

            {ChainArguments.Examples}

            Exit codes: 0 it works; 1 denied, or an external id is not enforced; 2
            the command line, the chain or its source is wrong; 3 not checked: STS or
            the source is out of reach, try again.
            """);
        foreach (Option option in (Option[])[JUnit, ExternalId, Direct, MaxDuration])
        {
            command.Options.Add(option);
        }

        SnapshotArguments.AcceptOne(command, GlobalOptions.Json, JUnit);
        command.AddChain();
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        VerifyOptions options = new()
        {
            ExternalIdEnforced = arguments.GetValue(ExternalId),
            Direct = arguments.GetValue(Direct),
            MaxDuration = arguments.GetValue(MaxDuration),
        };
        using ChainedAWSCredentials chain = ChainArguments.ReadUncached(arguments).Build();
        ChainArguments.RequireRole(arguments, chain.Chain);
        bool isText = !arguments.GetValue(GlobalOptions.Json) && !arguments.GetValue(JUnit);
        VerifyTable? table = isText ? new VerifyTable(chain.Chain, Say) : null;
        VerifyReport report = await chain.VerifyAsync(options, table, cancellationToken).ConfigureAwait(false);
        if (report.Failure is { Failure: RoleChainFailure.MfaUnavailable } && MfaArguments.Fault is not null)
        {
            throw report.Failure; // the fault of the command line is what is told
        }

        if (table is null)
        {
            Console.Out.WriteLine(arguments.GetValue(JUnit) ? VerifyWriter.JUnit(report, Say) : VerifyWriter.Json(report, Say));
        }

        table?.End(report);
        return GetExitCode(report);

        string Say(string message) => OwnWords.Of(message, arguments);
    }

    private static int GetExitCode(VerifyReport report)
    {
        VerifyCheck[] externalIds = [.. report.Checks.Where(check => check.Kind == VerifyCheckKind.ExternalIdEnforced)];
        return report switch
        {
            { Failure.Failure: RoleChainFailure.InvalidChain or RoleChainFailure.MfaUnavailable } => ExitCode.Usage,
            { Failure: { } failure } when Failures.IsWrongSetting(failure) => ExitCode.Usage,
            { Status: VerifyStatus.Denied } => ExitCode.Failed,
            { Status: VerifyStatus.NotChecked } => ExitCode.TryAgain,
            _ when externalIds.Any(check => check.Holds == false) => ExitCode.Failed,
            _ when externalIds.Any(check => check.Holds is null) => ExitCode.TryAgain,
            _ => ExitCode.Success,
        };
    }
}

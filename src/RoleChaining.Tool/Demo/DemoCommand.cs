using System.CommandLine;
using RoleChaining.Testing;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Inspection;
using Spectre.Console;

namespace RoleChaining.Tool.Demo;

/// <summary>
/// <c>role-chain demo</c>: the chain alice -> HubRole -> ProductionRole on a local STS that enforces AWS's rules, with real AWS clients
/// over real HTTP; or a chain of the user's own, where it really leads.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        ToolCommand command = new("demo", "Walk a chain on a local STS, or one of your own on AWS.", $"""
            role-chain demo                          a local STS: assume the chain, use it, see what AWS refuses and how it is refreshed
            role-chain demo production               your own chain, hop by hop, where it really leads

            {ChainArguments.Examples}
            """);
        command.AddChain();
        command.Run(
            (arguments, cancellationToken) =>
                ChainArguments.HasChain(arguments)
                    ? WalkAsync(arguments, cancellationToken)
                    : RunAsync(Report(arguments), cancellationToken));
        return command;
    }

    private static Report Report(ParseResult arguments) =>
        arguments.GetValue(GlobalOptions.Json) ? new JsonReport(Console.Out) : new TextReport(AnsiConsole.Console);

    private static async Task<int> WalkAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using ChainedAWSCredentials chain = await WarmChain.OpenAsync(arguments, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string?> keys = await chain.FindCacheKeysAsync(cancellationToken).ConfigureAwait(false);
        KeptSessions kept = KeptSessions.Read(ChainArguments.OpenCache(arguments));
        DateTimeOffset? Expiry(RoleHop hop) => kept.Find(keys[hop.Number - 1], profile: null, hop.Number, hop.RoleArn)?.Session?.ExpiresAt;
        return await GivenWalk.RunAsync(chain, Expiry, Report(arguments), cancellationToken).ConfigureAwait(false);
    }

    /// <returns>0 only if every check held.</returns>
    private static async Task<int> RunAsync(Report report, CancellationToken cancellationToken)
    {
        DemoEnvironment.Clear();
        LocalSts sts = await LocalSts.StartAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (sts.ConfigureAwait(false))
        {
            DemoAccounts accounts = new(sts);
            report.Title("Role chaining on a local STS");
            report.Say($"Real AWS clients, real HTTP, every signature verified: {sts.Endpoint}");
            report.Say($"{accounts.Alice.Arn} -> {DemoAccounts.HubRole} -> {DemoAccounts.ProductionRole}");

            await ChainWalk.RunAsync(accounts, report, cancellationToken).ConfigureAwait(false);
            await Refusals.RunAsync(accounts, report, cancellationToken).ConfigureAwait(false);
            await RefreshUnderFaults.RunAsync(accounts, report, cancellationToken).ConfigureAwait(false);
        }

        return report.Finish();
    }
}

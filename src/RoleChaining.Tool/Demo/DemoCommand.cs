using System.CommandLine;
using RoleChaining.Testing;
using Spectre.Console;

namespace RoleChaining.Tool.Demo;

/// <summary>
/// <c>role-chain demo</c>: the chain alice -> HubRole -> ProductionRole on a local STS that enforces AWS's rules, with real AWS clients
/// over real HTTP.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Command command = new("demo", "Walk a chain of two roles on a local STS: assume it, use it, see what AWS refuses and how it is refreshed.");
        command.SetAction(async (_, cancellationToken) => await RunAsync(cancellationToken).ConfigureAwait(false));
        return command;
    }

    /// <returns>0 only if everything happened as it is told.</returns>
    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Report report = new(AnsiConsole.Console);
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

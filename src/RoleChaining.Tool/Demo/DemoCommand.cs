using System.CommandLine;
using RoleChaining.Testing;
using RoleChaining.Tool.Chains;
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
        Command command = new("demo", """
            Walk a chain of two roles on a local STS: assume it, use it, see what AWS refuses and how it is refreshed. With a chain of your
            own, walk that one on AWS.

              role-chain demo
              role-chain demo --profile production
            """);
        command.AddChain();
        command.Run((arguments, cancellationToken) => ChainArguments.HasChain(arguments) ? WalkAsync(arguments, cancellationToken) : RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> WalkAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using ChainedAWSCredentials chain = ChainArguments.Read(arguments).Build();
        using IDisposable? progress = Progress.Show($"assuming {chain}");
        return await GivenWalk.RunAsync(chain, ChainArguments.Endpoint(arguments), new Report(AnsiConsole.Console), cancellationToken).ConfigureAwait(false);
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

using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Options;

namespace RoleChaining.Tool.Demo;

/// <summary>What AWS refuses, and the error that a user of the library sees.</summary>
internal static class Refusals
{
    public static async Task RunAsync(DemoAccounts accounts, Report report, CancellationToken cancellationToken)
    {
        report.Title("Two hours on a chained hop");
        await TooLongAsync(accounts, report, cancellationToken).ConfigureAwait(false);

        report.Title("Straight to production, without the hub");
        await WithoutTheHubAsync(accounts, report, cancellationToken).ConfigureAwait(false);
    }

    private static async Task TooLongAsync(DemoAccounts accounts, Report report, CancellationToken cancellationToken)
    {
        int callsBefore = accounts.Sts.Calls.Count;
        try
        {
            accounts.NewChain()
                .AssumeRole(DemoAccounts.HubRole)
                .AssumeRole(DemoAccounts.ProductionRole, hop => hop.Duration = TimeSpan.FromSeconds(7200))
                .Build();
            report.Check(false, "The builder took it.");
        }
        catch (OptionsValidationException e)
        {
            report.Refusal(e.Message);
            report.Check(accounts.Sts.Calls.Count == callsBefore, "Refused by Build(), before any call.");
        }

        using ChainedAWSCredentials hub = accounts.NewChain().AssumeRole(DemoAccounts.HubRole).Build();
        using AmazonSecurityTokenServiceClient sts = new(hub, accounts.Config<AmazonSecurityTokenServiceConfig>());
        try
        {
            AssumeRoleRequest request =
                new() { RoleArn = DemoAccounts.ProductionRole, RoleSessionName = "too-long", DurationSeconds = 7200 };
            await sts.AssumeRoleAsync(request, cancellationToken).ConfigureAwait(false);
            report.Check(false, "STS took it.");
        }
        catch (AmazonSecurityTokenServiceException e)
        {
            report.Check(e.ErrorCode == "ValidationError", $"STS, asked all the same: {e.Message}");
        }
    }

    private static async Task WithoutTheHubAsync(DemoAccounts accounts, Report report, CancellationToken cancellationToken)
    {
        using ChainedAWSCredentials direct = accounts.NewChain().AssumeRole(DemoAccounts.ProductionRole).Build();
        try
        {
            await direct.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
            report.Check(false, "STS let alice in.");
        }
        catch (RoleChainException e)
        {
            report.Refusal(e.Message);
            report.Check(e is { Failure: RoleChainFailure.AccessDenied, HopNumber: 1 }, "Production trusts the hub alone.");
        }
    }
}

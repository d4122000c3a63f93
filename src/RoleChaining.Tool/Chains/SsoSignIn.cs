using System.ComponentModel;
using System.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Sources;
using RoleChaining.Text;

namespace RoleChaining.Tool.Chains;

/// <summary>A sign-in at IAM Identity Center that has ended: the AWS CLI makes a new one, if a person at the terminal wants it.</summary>
internal static class SsoSignIn
{
    /// <returns>Whether there is a new sign-in.</returns>
    public static async Task<bool> OfferAsync(RoleChainException e, RoleChainBuilder builder, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected
            || builder.Follow().Keys is not { Kind: ProfileCredentialKind.Sso } keys
            || !e.Message.Contains("sign in with: aws sso login", StringComparison.Ordinal))
        {
            return false;
        }

        string profile = keys.Profile.Name;
        await Console.Error.WriteAsync(
            $"role-chain: the sign-in of profile \"{profile}\" has ended. Run aws sso login --profile {profile} now? [Y/n] ").ConfigureAwait(false);
        string? answer = await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        return answer is not null && (answer.Trim().Length == 0 || answer.Trim().StartsWith("y", StringComparison.OrdinalIgnoreCase))
            && await RunAsync(profile, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> RunAsync(string profile, CancellationToken cancellationToken)
    {
        // Standard output belongs to our caller, who reads credentials from it.
        ProcessStartInfo start = new("aws", ["sso", "login", "--profile", profile]) { RedirectStandardOutput = true };
        SharedFilePaths.Restore(start.Environment);
        try
        {
            using StartedProcess process = StartedProcess.Start(start);
            while (await process.Output.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                await Console.Error.WriteLineAsync(line).ConfigureAwait(false);
            }

            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            await Console.Error.WriteLineAsync("role-chain: the AWS CLI (aws) was not found.").ConfigureAwait(false);
            return false;
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace RoleChaining.Outside;

/// <summary>The AWS CLI, a reader of the shared files that nobody here wrote. It sees the given environment and a home of its own.</summary>
internal static class AwsCli
{
    /// <summary>Runs it, or skips the test where it is not installed.</summary>
    public static async Task<AwsCliResult> RunOrSkipAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken, params string[] arguments)
    {
        ProcessStartInfo start = new("aws", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
        }

        if (process is null)
        {
            Assert.Skip("The AWS CLI is not installed (pip install awscli): what profiles mean is not checked against it here.");
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            string error = await errors;
            await process.WaitForExitAsync(cancellationToken);
            return new AwsCliResult(process.ExitCode, output, error);
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace RoleChaining;

/// <summary>Programs that nobody here wrote, where the machine has them.</summary>
internal static class Foreign
{
    /// <summary>What a program answers to a text on its standard input. The test is skipped where the machine does not have it.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string input, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not on this machine.");
        }

        using (process)
        {
            CancellationToken cancellation = TestContext.Current.CancellationToken;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, await errors);
        }
    }
}

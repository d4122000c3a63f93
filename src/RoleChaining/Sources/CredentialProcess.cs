using System.ComponentModel;
using System.Diagnostics;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sources;

/// <summary>
/// Runs a profile's <c>credential_process</c> at each read, as the AWS CLI does: without a shell, with the standard input and error of this
/// process. See <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">process credentials</see>.
/// </summary>
internal sealed class CredentialProcess(ProfileCredentialSettings keys, TimeProvider clock, ILogger logger) : AWSCredentials
{
    private const int LongestOutput = 1024 * 1024;
    private const int FileNotFound = 2;
    private const string OwnCommand = "role-chain";
    private const int NeverOfOwnCommand = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public override ImmutableCredentials GetCredentials() => ReadAsync(async: false).Completed();

    public override Task<ImmutableCredentials> GetCredentialsAsync() => ReadAsync(async: true).AsTask();

    private async ValueTask<ImmutableCredentials> ReadAsync(bool async)
    {
        using StartedProcess process = Start();
        using CancellationTokenSource limit = new(RoleChainDefaults.ProcessTimeout, clock);
        using ITimer notice = clock.CreateTimer(
            _ => Log.ProcessIsSlow(logger, keys.Profile.Name, Patience.TotalSeconds, RoleChainDefaults.ProcessTimeout.TotalSeconds),
            null,
            Patience,
            Timeout.InfiniteTimeSpan);
        try
        {
            // What it has started may hold its output open for ever, so the reading can be left behind.
            byte[] output = await ForeignCode.RunAsync(
                _ => ValueTask.FromResult(ReadOutput(process)), abandoned: null, async, limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).AwaitOrBlock(async).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw Failed($"ended with exit code {process.ExitCode}; its standard error says why", IsNever(process.ExitCode));
            }

            ProcessAnswer answer = ProcessAnswer.Read(output, clock.GetUtcNow(), Failed);
            Expiration = answer.Expiration?.UtcDateTime;
            return new ImmutableCredentials(
                answer.AccessKeyId, answer.SecretAccessKey, answer.SessionToken, answer.AccountId ?? keys["aws_account_id"]);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw Failed($"did not answer within {RoleChainDefaults.ProcessTimeout.TotalSeconds:0} s", isPermanent: false);
        }
    }

    private StartedProcess Start()
    {
        string text = keys[Profile.CredentialProcess]!;
        List<string> words = (OperatingSystem.IsWindows() ? ShellWords.SplitForWindows(text) : ShellWords.Split(text)) ?? [];
        if (words.Count == 0)
        {
            throw Failed("has a quote that is not closed", isPermanent: true);
        }

        ProcessStartInfo start = new(words[0], words[1..]) { RedirectStandardOutput = true };
        SharedFilePaths.Restore(start.Environment);
        try
        {
            return StartedProcess.Start(start);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            string reason = e is Win32Exception { NativeErrorCode: FileNotFound }
                ? "was not found; it is run without a shell, so write the whole path"
                : $"cannot be run: {e.Message.TrimEnd('.')}";
            throw Failed($"names {Quoted.Text(words[0])}, which {reason}", isPermanent: true);
        }
    }

    private byte[] ReadOutput(StartedProcess process)
    {
        using MemoryStream output = new();
        byte[] buffer = new byte[8 * 1024];
        for (int read; (read = process.Output.BaseStream.Read(buffer)) > 0;)
        {
            output.Write(buffer, 0, read);
            if (output.Length > LongestOutput)
            {
                throw Failed($"printed more than {LongestOutput / 1024 / 1024} MiB", isPermanent: true);
            }
        }

        return output.ToArray();
    }

    // role-chain ends so where trying again does not help: a profile that asks for itself, say.
    private bool IsNever(int exitCode) =>
        exitCode == NeverOfOwnCommand && keys[Profile.CredentialProcess]!.Contains(OwnCommand, StringComparison.Ordinal);

    private CredentialProcessException Failed(string what, bool isPermanent) => new($"{Place} {what}.", isPermanent);

    private string Place => keys.Profile.TryGet(Profile.CredentialProcess, out IniProperty? property)
        ? ProfileErrors.Place(keys.Profile, property)
        : $"profile \"{keys.Profile.Name}\": {Profile.CredentialProcess}";
}

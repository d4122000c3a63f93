using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Exec;

/// <summary><c>role-chain exec -- COMMAND</c>: runs it with the final hop's credentials for as long as it lives.</summary>
internal static class ExecCommand
{
    public const string Name = "exec";

    private static readonly TimeSpan DefaultMinLeft = TimeSpan.FromMinutes(15);

    private static readonly Option<bool> InEnvironment = new("--env")
    {
        Description = "Give keys in the environment, for what cannot use the endpoint. They end.",
    };

    private static readonly Option<string?> MinLeft = new("--min-left")
    {
        Description = "How long keys of --env must last at least. [default: 15m]", HelpName = "TIME",
    };

    public static Command Create()
    {
        ToolCommand command = new(Name, "Run a command with a chain's credentials, kept fresh.", $"""
            role-chain exec production -- aws s3 ls
            role-chain exec production                   a shell of its own
            role-chain exec production --env -- docker run -e AWS_ACCESS_KEY_ID ...
            role-chain exec --hop arn:aws:iam::222222222222:role/HubRole -- terraform plan

            {ChainArguments.Examples}

            The command gets its credentials from a loopback endpoint, by
            AWS_CONTAINER_CREDENTIALS_FULL_URI and a token that only it knows; no key is
            in its arguments or environment. The shared AWS files are hidden from it, so
            that no profile in them is taken instead; --profile NAME of the AWS CLI works
            in it all the same. With --env it gets keys, and ends when they do.
            """);
        command.AddChain();
        command.Options.Add(InEnvironment);
        command.Options.Add(MinLeft);
        command.Arguments.Add(CommandWords.Command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(MinLeft) is not null && !arguments.GetValue(InEnvironment))
        {
            throw new UsageException("--min-left goes with --env; without it the session is renewed while the command runs.");
        }

        try
        {
            ProcessStartInfo start = Prepare(CommandWords.Read(arguments).Command);
            using ChainedAWSCredentials chain = await WarmChain.OpenAsync(arguments, cancellationToken).ConfigureAwait(false);
            ProfileFiles users = ProfileFiles.Read(new ProfileErrors());
            Profile? profile = users.Find(ChainArguments.ProfileInUse(arguments));
            string? region = FinalRegion.Find(chain);
            using ChildFiles files = ChildFiles.Write(region, profile, users, Processes.Self);
            ChildEnvironment.Prepare(start, files, ChainArguments.ProfileOf(arguments) ?? chain.ToString(), profile);
            ChildEnvironment.SetRegion(start, region, ChainArguments.OriginOfRegion(arguments) is not null);
            return arguments.GetValue(InEnvironment)
                ? await RunWithKeysAsync(start, chain, Duration(arguments), cancellationToken).ConfigureAwait(false)
                : await RunWithEndpointAsync(start, chain, cancellationToken).ConfigureAwait(false);
        }
        catch (CannotRunException e)
        {
            return Failures.Say(arguments, [e.Message], e.ExitCode);
        }
        catch (Win32Exception e)
        {
            return Failures.Say(arguments, [$"the command cannot be run: {e.Message}."], ExitCode.CannotExecute);
        }
    }

    /// <summary>What is run, found before anything is asked of STS; without a command the user's shell.</summary>
    private static ProcessStartInfo Prepare(IReadOnlyList<string> command)
    {
        if (!Processes.HasOutputs)
        {
            throw new CannotRunException(
                "standard output or error is closed, and the command would write into another file; write >/dev/null.",
                ExitCode.CannotExecute);
        }

        string[] words = command.Count > 0 ? [.. command] : [Shell];
        return new ProcessStartInfo(ProgramFile.Find(words[0]), words[1..]);
    }

    private static string Shell =>
        OperatingSystem.IsWindows()
            ? Environment.GetEnvironmentVariable("ComSpec") is { Length: > 0 } interpreter ? interpreter : "cmd.exe"
        : Environment.GetEnvironmentVariable("SHELL") is { Length: > 0 } shell ? shell
        : "/bin/sh";

    private static TimeSpan Duration(ParseResult arguments) =>
        arguments.GetValue(MinLeft) is { } text ? HopArguments.ParseDuration(text) : DefaultMinLeft;

    private static async Task<int> RunWithEndpointAsync(
        ProcessStartInfo start, ChainedAWSCredentials chain, CancellationToken cancellationToken)
    {
        CredentialEndpoint endpoint = await CredentialEndpoint.StartAsync(chain, cancellationToken).ConfigureAwait(false);
        await using (endpoint.ConfigureAwait(false))
        {
            ChildEnvironment.Add(start, endpoint);
            return await ChildProcess.RunAsync(start, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunWithKeysAsync(
        ProcessStartInfo start, ChainedAWSCredentials chain, TimeSpan minLeft, CancellationToken cancellationToken)
    {
        try
        {
            // A session that would end sooner is replaced, where a longer one is to be had.
            await chain.GetCredentialsAsync(minLeft, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new UsageException($"the chain's sessions never last {minLeft}; write a shorter --min-left.");
        }

        FinalSession session = await FinalSession.ReadAsync(chain, cancellationToken).ConfigureAwait(false);
        if (session.ExpiresAt is { } end && end - TimeProvider.System.GetUtcNow() is var left && left < minLeft)
        {
            throw new UsageException(
                $"the session ends in {left:hh\\:mm\\:ss}, and --env needs {minLeft}; write a shorter --min-left, or leave out --env.");
        }

        ChildEnvironment.Add(start, session);
        if (OperatingSystem.IsWindows())
        {
            return await ChildProcess.RunAsync(start, cancellationToken).ConfigureAwait(false);
        }

        // The folder of its files stays for as long as the process, whose number does not change; the next run sweeps it.
        int error = Processes.Become(start.FileName, [.. start.ArgumentList], start.Environment);
        throw new Win32Exception(error);
    }
}

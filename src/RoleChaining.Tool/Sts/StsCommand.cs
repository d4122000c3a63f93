using System.CommandLine;
using RoleChaining.Testing;
using RoleChaining.Tool.Demo;

namespace RoleChaining.Tool.Sts;

/// <summary><c>role-chain sts</c>: the local STS as a server, for any program in any language.</summary>
internal static class StsCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "The loopback port; 0 is any that is free.", HelpName = "PORT" };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "A JSON file with users, roles and oidcProviders. Without it: alice, HubRole and ProductionRole of the demo.", HelpName = "FILE",
    };

    private static readonly Option<bool> Https = new("--https") { Description = "Listen with TLS, under a certificate made for the occasion." };

    private static readonly Option<int?> SessionLifetime = new("--session-lifetime")
    {
        Description = "End sessions after so many seconds, to watch them being refreshed.", HelpName = "SECONDS",
    };

    public static Command Create()
    {
        Command command = new("sts", """
            Run a local STS, with a little S3, that refuses what AWS refuses, until Ctrl+C.

              role-chain sts --port 4566 --config accounts.json
              AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws sts get-caller-identity
            """);
        foreach (Option option in (Option[])[Port, Config, Https, SessionLifetime])
        {
            command.Options.Add(option);
        }

        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        int port = arguments.GetValue(Port);
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new UsageException($"--port is {port}; ports go from 1 to {ushort.MaxValue}, and 0 is any that is free.");
        }

        string? config = arguments.GetValue(Config);
        string? json = config is null ? null : ReadConfig(config);
        LocalSts sts = await LocalSts.StartAsync(options => (options.Port, options.UseHttps) = (port, arguments.GetValue(Https)), cancellationToken).ConfigureAwait(false);
        await using (sts.ConfigureAwait(false))
        {
            Prepare(sts, json, config);
            if (arguments.GetValue(SessionLifetime) is { } seconds)
            {
                sts.SessionLifetimeCap = seconds > 0 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"--session-lifetime is {seconds}; write a number of seconds from 1.");
            }

            await Console.Out.WriteLineAsync($"export AWS_ENDPOINT_URL={sts.Endpoint.ToString().TrimEnd('/')}").ConfigureAwait(false);
            await Console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            if (!Console.IsOutputRedirected)
            {
                await Console.Error.WriteLineAsync("Listening until Ctrl+C. The line above points the AWS CLI and SDKs here.").ConfigureAwait(false);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Success;
    }

    private static void Prepare(LocalSts sts, string? json, string? config)
    {
        if (json is null)
        {
            LocalUser alice = new DemoAccounts(sts).Alice;
            PrintKeys(alice);
            return;
        }

        try
        {
            sts.Load(json);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{config}: {e.Message}");
        }
    }

    // Keys of this server alone, made a moment ago: they open nothing else.
    private static void PrintKeys(LocalUser user)
    {
        Amazon.Runtime.ImmutableCredentials keys = user.Credentials.GetCredentials();
        Console.Out.WriteLine($"export AWS_ACCESS_KEY_ID={keys.AccessKey}");
        Console.Out.WriteLine($"export AWS_SECRET_ACCESS_KEY={keys.SecretKey}");
    }

    private static string ReadConfig(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}");
        }
    }
}

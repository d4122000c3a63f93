using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleChaining.Testing;
using RoleChaining.Tool.Demo;

namespace RoleChaining.Tool.Sts;

/// <summary><c>role-chain sts</c>: the local STS as a server, for any program in any language.</summary>
internal static class StsCommand
{
    // The default encoder would escape the + of secret keys, which matters only in a web page.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Option<int> Port =
        new("--port") { Description = "The loopback port; 0 is any that is free.", HelpName = "PORT" };

    private static readonly Option<string?> Config = new("--config")
    {
        Description =
            "A JSON file with users, roles and oidcProviders. Without it: alice, HubRole and ProductionRole of the demo.", HelpName =
                "FILE",
    };

    private static readonly Option<bool> Https =
        new("--https") { Description = "Listen with TLS, under a certificate made for the occasion." };

    private static readonly Option<int?> SessionLifetime = new("--session-lifetime")
    {
        Description = "End sessions after so many seconds, to watch them being refreshed.", HelpName = "SECONDS",
    };

    public static Command Create()
    {
        ToolCommand command = new("sts", "Run a local STS, with a little S3, that refuses what AWS refuses, until Ctrl+C.", """
            role-chain sts --port 4566 --config accounts.json
            AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws sts get-caller-identity

            accounts.json:
              { "users": [ { "account": "111111111111", "name": "alice", "accessKeyId": "AKIA...", "secretAccessKey": "..." } ],
                "roles": [ { "arn": "arn:aws:iam::222222222222:role/HubRole", "trust": { ... }, "policies": [ { ... } ], "maxSessionDuration": 3600 } ] }
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
        LocalSts sts = await LocalSts.StartAsync(
            options => (options.Port, options.UseHttps) = (port, arguments.GetValue(Https)), cancellationToken).ConfigureAwait(false);
        await using (sts.ConfigureAwait(false))
        {
            Dictionary<string, string> settings = Prepare(sts, json, config);
            if (arguments.GetValue(SessionLifetime) is { } seconds)
            {
                sts.SessionLifetimeCap = seconds > 0
                    ? TimeSpan.FromSeconds(seconds)
                    : throw new UsageException($"--session-lifetime is {seconds}; write a number of seconds from 1.");
            }

            settings["AWS_ENDPOINT_URL"] = sts.Endpoint.ToString().TrimEnd('/');
            await Console.Out.WriteLineAsync(
                arguments.GetValue(GlobalOptions.Json) ? Json(settings) : Exports(settings)).ConfigureAwait(false);
            await Console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            if (!Console.IsOutputRedirected)
            {
                await Console.Error.WriteLineAsync(
                    "Listening until Ctrl+C. What stands above points the AWS CLI and SDKs here.").ConfigureAwait(false);
            }

            await Task.Delay(
                Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Success;
    }

    /// <returns>The generated access keys; none when the configuration has its own.</returns>
    private static Dictionary<string, string> Prepare(LocalSts sts, string? json, string? config)
    {
        if (json is null)
        {
            // These keys were made a moment ago and work with this server only.
            Amazon.Runtime.ImmutableCredentials keys = new DemoAccounts(sts).Alice.Credentials.GetCredentials();
            return new() { ["AWS_ACCESS_KEY_ID"] = keys.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = keys.SecretKey };
        }

        try
        {
            sts.Load(json);
            return [];
        }
        catch (FormatException e)
        {
            throw new UsageException($"{config}: {e.Message}");
        }
    }

    private static string Exports(Dictionary<string, string> settings) =>
        string.Join('\n', settings.Select(setting => $"export {setting.Key}={setting.Value}"));

    private static string Json(Dictionary<string, string> settings) =>
        new JsonObject(settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value))).ToJsonString(Relaxed);

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

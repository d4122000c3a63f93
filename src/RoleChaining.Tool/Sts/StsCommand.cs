using System.CommandLine;
using RoleChaining.Testing;
using RoleChaining.Tool.Credentials;

namespace RoleChaining.Tool.Sts;

/// <summary><c>role-chain sts</c>: the local STS as a server, for any program in any language.</summary>
internal static class StsCommand
{
    private static readonly Option<int> Port =
        new("--port") { Description = "The loopback port. Default: 0, any that is free.", HelpName = "PORT" };

    private static readonly Option<string?> Config = new("--config")
    {
        Description =
            "Users, rootUsers, roles, policies, oidcProviders and clock: a JSON file, - for standard input, or whatever --iam of check "
            + "takes. Without it: alice, HubRole and ProductionRole of the demo.",
        HelpName = "[ACCOUNT=]FILE",
    };

    private static readonly Option<bool> Https =
        new("--https") { Description = "Listen with TLS, under a certificate made for the occasion." };

    private static readonly Option<string?> ContainerRole = new("--container-role")
    {
        Description = "Serve credentials of this role as a container's, which SDKs find by what is printed. It must trust "
            + "ecs-tasks.amazonaws.com or lambda.amazonaws.com.",
        HelpName = "ARN",
    };

    private static readonly Option<int?> SessionLifetime = new("--session-lifetime")
    {
        Description = "End sessions after so many seconds, to watch them being refreshed.", HelpName = "SECONDS",
    };

    private static readonly Option<string?> Trail = new("--trail")
    {
        Description = "Write what was called into this folder as CloudTrail does, every few seconds and at the end.", HelpName = "FOLDER",
    };

    private static readonly Option<bool> Control = new("--control")
    {
        Description = "Open a URL by which tests in any language add faults, end sessions, ask for tokens and read calls. It is printed "
            + $"with its token, which {StsSettings.ControlToken} sets.",
    };

    private static readonly Option<CredentialFormat?> Format = FormatOption.Create(
        "lines of a POSIX shell without quotes", format => ShellSyntax.For(format) is not null);

    // AWS takes some five minutes.
    private static readonly TimeSpan TrailInterval = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        ToolCommand command = new("sts", "Run a local STS that refuses what AWS refuses.", """
            role-chain sts --port 4566 --config accounts.json
            AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws sts get-caller-identity
            role-chain sts --trail logs/             and then: role-chain trace logs/ --who ASIA...
            role-chain sts --config details/         the roles of account authorization details, a folder or a file of them
            role-chain sts --config 222222222222=plan.json   those of terraform show -json, or of a template, in the account that it is for
            role-chain sts --control                 and then: role-chain sts token --subject build > token.jwt
            role-chain sts --format powershell       what PowerShell sets; also windows-cmd, fish and nushell

            accounts.json:
              { "users": [ { "account": "111111111111", "name": "alice", "accessKeyId": "AKIA...", "secretAccessKey": "...",
                             "partition": "aws", "tags": { "Team": "alpha" }, "policies": [ { ... } ], "managedPolicies": [ "arn:..." ] } ],
                "rootUsers": [ { "account": "111111111111" } ],
                "roles": [ { "arn": "arn:aws:iam::222222222222:role/HubRole", "trust": { ... }, "policies": [ { ... } ], "maxSessionDuration": 3600 } ],
                "policies": [ { "arn": "arn:aws:iam::222222222222:policy/ReadOnly", "policy": { ... } } ],
                "oidcProviders": [ { "account": "222222222222", "issuer": "https://token.example.com" } ],
                "clock": { "now": "2026-11-20T12:00:00Z", "offset": 0, "propagationDelay": 5, "sessionLifetime": 900 } }
            Users without keys of their own get new ones, which are printed.

            POST $ROLE_CHAINING_CONTROL_URL/faults      { "fault": "Throttling", "count": 2, "when": { "roleArn": "arn:..." } }
            DELETE $ROLE_CHAINING_CONTROL_URL/sessions/ASIA...
            with Authorization: Bearer $ROLE_CHAINING_CONTROL_TOKEN. GET lists what else there is: calls, cloudtrail, tokens, clock, roles.
            """);
        command.Subcommands.Add(StsTokenCommand.Create());
        foreach (Option option in (Option[])[Port, Config, Https, ContainerRole, SessionLifetime, Trail, Control, Format])
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

        StsAccounts accounts = await StsAccounts.ReadAsync(arguments.GetValue(Config), cancellationToken).ConfigureAwait(false);
        string? trail = arguments.GetValue(Trail) is { } folder ? OutputFolder.Open(Trail.Name, folder) : null;
        StsSettings settings = new();
        string? controlToken = arguments.GetValue(Control) ? settings.AddControlToken() : null;
        LocalSts sts = await StartAsync(port, arguments.GetValue(Https), controlToken, cancellationToken).ConfigureAwait(false);
        await using (sts.ConfigureAwait(false))
        {
            settings.AddKeys(accounts.AddTo(sts));
            if (arguments.GetValue(SessionLifetime) is { } seconds)
            {
                sts.SessionLifetimeCap = seconds > 0
                    ? TimeSpan.FromSeconds(seconds)
                    : throw new UsageException($"--session-lifetime is {seconds}; write a number of seconds from 1.");
            }

            foreach ((string name, string value) in ServeRole(sts, arguments.GetValue(ContainerRole)))
            {
                settings.Add(name, value);
            }

            settings.AddServer(sts);
            await Console.Out.WriteLineAsync(
                arguments.GetValue(GlobalOptions.Json) ? settings.ToJson() : settings.ToLines(arguments.GetValue(Format))).ConfigureAwait(false);
            await Console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            if (!Console.IsOutputRedirected)
            {
                await Console.Error.WriteLineAsync(
                    "Listening until Ctrl+C. What stands above points the AWS CLI and SDKs here.").ConfigureAwait(false);
            }

            await ServeAsync(sts, trail, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static Task<LocalSts> StartAsync(int port, bool https, string? controlToken, CancellationToken cancellationToken) =>
        LocalSts.StartAsync(
            options =>
            {
                options.Port = port;
                options.UseHttps = https;
                options.StrictPrincipals = true;
                options.ControlToken = controlToken;
            },
            cancellationToken);

    /// <returns>What lets SDKs find the role's credentials; nothing where no role is asked for.</returns>
    private static IReadOnlyDictionary<string, string> ServeRole(LocalSts sts, string? arn)
    {
        if (arn is null)
        {
            return new Dictionary<string, string>();
        }

        LocalRole role = sts.Roles.FirstOrDefault(known => known.Arn == arn)
            ?? throw new UsageException($"--container-role: there is no role {arn}.");
        try
        {
            return sts.ServeContainerRole(role);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--container-role {arn}: {e.Message}");
        }
    }

    /// <summary>Waits for Ctrl+C, and writes the trail meanwhile.</summary>
    private static async Task ServeAsync(LocalSts sts, string? folder, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(folder is null ? Timeout.InfiniteTimeSpan : TrailInterval, TimeProvider.System, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (folder is not null)
            {
                await sts.WriteCloudTrailAsync(folder, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}

using System.CommandLine;
using System.Globalization;
using RoleChaining.Caching;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Inspection;

/// <summary><c>role-chain sessions</c>: what is kept between runs. It calls nothing.</summary>
internal static class SessionsCommand
{
    /// <summary>How much of a key is shown, and the least that names one.</summary>
    public const int ShortKey = 8;

    public static Command Create()
    {
        ToolCommand command = new("sessions", "List the sessions kept between runs, or drop them.", """
            role-chain sessions
            role-chain sessions --json
            role-chain sessions drop production
            """);
        ChainArguments.AddCacheFolder(command);
        command.Subcommands.Add(SessionsDropCommand.Create());
        command.Run((arguments, _) => Task.FromResult(Run(arguments)));
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        KeptSessions kept = KeptSessions.Read(ChainArguments.OpenCache(arguments));
        KeptSession[] all = [.. kept.All.OrderBy(one => one.Session?.Profile, StringComparer.Ordinal)
            .ThenBy(one => one.Session?.HopNumber)
            .ThenBy(one => one.Key, StringComparer.Ordinal)];
        if (arguments.GetValue(GlobalOptions.Json))
        {
            WriteJson(all, kept);
        }
        else if (all.Length > 0)
        {
            Columns.Write(
                Console.Out,
                [["key", "profile", "hop", "account", "role", "issued", "left"], .. all.Select(one => Cells(one, kept))]);
        }

        return ExitCode.Success;
    }

    private static string[] Cells(KeptSession kept, KeptSessions all) => kept.Session is not { } session
        ? [kept.Key[..ShortKey], "-", "-", "-", "-", "-", "cannot be read"]
        :
        [
            kept.Key[..ShortKey],
            session.Profile ?? "-",
            session.HopNumber?.ToString(CultureInfo.InvariantCulture) ?? "-",
            session.AccountId ?? "-",
            RoleOf(session) ?? "-",
            Columns.Time(session.IssuedAt),
            Columns.Time(all.Left(session)),
        ];

    private static void WriteJson(KeptSession[] all, KeptSessions kept) => JsonOutput.Write(json =>
    {
        json.WriteStartArray();
        foreach ((string key, CachedRoleSession? session) in all)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteBoolean("readable", session is not null);
            if (session is not null)
            {
                json.WriteString("profile", session.Profile);
                if (session.HopNumber is { } number)
                {
                    json.WriteNumber("hop", number);
                }

                json.WriteString("account", session.AccountId);
                json.WriteString("role", RoleOf(session));
                json.WriteString("assumedRoleArn", session.AssumedRoleArn);
                json.WriteString("accessKeyId", session.AccessKeyId);
                json.WriteString("issued", Columns.Time(session.IssuedAt));
                json.WriteString("expires", Columns.Time(session.ExpiresAt));
                json.WriteNumber("secondsLeft", (long)kept.Left(session).TotalSeconds);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The role's name in <c>arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION</c>.</summary>
    private static string? RoleOf(CachedRoleSession session) => session.AssumedRoleArn?.Split('/') is [_, var role, ..] ? role : null;
}

using System.CommandLine;
using RoleChaining.Profiles;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Inspection;

/// <summary><c>role-chain profiles</c>: the profiles of the shared AWS files, and where each leads. It calls nothing.</summary>
internal static class ProfilesCommand
{
    public static Command Create()
    {
        ToolCommand command = new("profiles", "List the profiles, where each leads, and what is kept of it.", """
            role-chain profiles
            role-chain profiles --json

            hops is how many roles are assumed; from is the kind of credentials that
            the first is assumed with; left is how long the kept session lasts.
            """);
        ChainArguments.AddCacheFolder(command);
        command.Run((arguments, cancellationToken) => RunAsync(arguments, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        ProfileErrors errors = new();
        ProfileFiles files = ProfileFiles.Read(errors);
        KeptSessions kept = KeptSessions.Read(ChainArguments.OpenCache(arguments));
        List<ProfileRow> rows = [];
        foreach (string name in files.Names)
        {
            rows.Add(await ProfileRow.ReadAsync(name, files, kept, cancellationToken).ConfigureAwait(false));
        }

        if (arguments.GetValue(GlobalOptions.Json))
        {
            WriteJson(rows, kept);
        }
        else if (rows.Count > 0)
        {
            Columns.Write(
                Console.Out,
                [["profile", "hops", "account", "role", "region", "from", "left"], .. rows.Select(row => row.Cells(kept))]);
        }

        return errors.Count == 0 ? ExitCode.Success : Failures.Say(arguments, errors.All, ExitCode.Usage);
    }

    private static void WriteJson(List<ProfileRow> rows, KeptSessions kept) => JsonOutput.Write(json =>
    {
        json.WriteStartArray();
        foreach (ProfileRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("profile", row.Name);
            json.WriteNumber("hops", row.Hops);
            json.WriteString("account", row.Account);
            json.WriteString("role", row.Role);
            json.WriteString("region", row.Region);
            json.WriteString("from", row.From);
            json.WriteKept("kept", row.Session, row.Session is { } session ? kept.Left(session) : default);
            json.WriteString("error", row.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}

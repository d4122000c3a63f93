using System.Text.Json;
using RoleChaining.Text;

namespace RoleChaining.Tool.Inspection;

/// <summary>What <c>explain</c> found, as text and as JSON.</summary>
internal static class ExplainReport
{
    public static void WriteText(
        TextWriter output,
        IReadOnlyList<ExplainedSetting> chain,
        IReadOnlyList<ExplainedHop> hops,
        IReadOnlyList<ExplainedSetting> unread,
        KeptSessions kept)
    {
        Columns.Write(output, [.. chain.Select(Row)]);
        foreach (ExplainedHop hop in hops)
        {
            output.WriteLine($"hop {hop.Hop.Number}");
            Columns.Write(
                output,
                [
                    .. hop.Settings.Select(Row),
                    ["sts", hop.Sts?.ToString() ?? Guess(hop.Hop.RoleArn.Partition), ""],
                    ["kept", Kept(hop, kept), hop.Kept?.Key[..SessionsCommand.ShortKey] is { } key ? $"key {key}" : ""],
                ],
                indent: "  ");
        }

        if (unread.Count > 0)
        {
            output.WriteLine("not read");
            Columns.Write(output, [.. unread.Select(setting => new[] { setting.Name, setting.Origin })], indent: "  ");
        }
    }

    public static void WriteJson(
        IReadOnlyList<ExplainedSetting> chain,
        IReadOnlyList<ExplainedHop> hops,
        IReadOnlyList<ExplainedSetting> unread,
        KeptSessions kept) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        WriteSettings(json, "settings", chain);
        json.WriteStartArray("hops");
        foreach (ExplainedHop hop in hops)
        {
            json.WriteStartObject();
            json.WriteNumber("hop", hop.Hop.Number);
            json.WriteString("role", hop.Hop.RoleArn.ToString());
            WriteSettings(json, "settings", hop.Settings);
            json.WriteString("sts", hop.Sts?.ToString());
            json.WriteString("key", hop.Kept?.Key ?? hop.Key);
            json.WriteKept("kept", hop.Kept?.Session, hop.Kept?.Session is { } session ? kept.Left(session) : default);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteSettings(json, "unread", unread);
        json.WriteEndObject();
    });

    private static void WriteSettings(Utf8JsonWriter json, string name, IReadOnlyList<ExplainedSetting> settings)
    {
        json.WriteStartArray(name);
        foreach (ExplainedSetting setting in settings)
        {
            json.WriteStartObject();
            json.WriteString("name", setting.Name);
            if (setting.Value is not null)
            {
                json.WriteString("value", setting.Value);
            }

            json.WriteString("from", setting.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Guess(string partition) =>
        "in the region of the instance" + (PartitionRegions.Default(partition) is { } region ? $", else {region}" : "");

    private static string Kept(ExplainedHop hop, KeptSessions kept) =>
        hop.Kept?.Session is { } session ? $"until {Columns.Time(session.ExpiresAt)}, {Columns.Time(kept.Left(session))} left"
        : hop.Key is null ? "not known before the source's credentials are read"
        : "no";

    private static string[] Row(ExplainedSetting setting) => [setting.Name, setting.Value ?? "", setting.Origin];
}

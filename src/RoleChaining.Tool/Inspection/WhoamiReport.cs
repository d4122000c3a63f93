using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace RoleChaining.Tool.Inspection;

/// <summary>What <c>whoami</c> found, as text and as JSON. It holds no key but the ids.</summary>
internal sealed record WhoamiReport(string Account, string Arn, DateTimeOffset? ExpiresAt, string Source, IReadOnlyList<HeldHop> Hops)
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public void Write(ParseResult arguments)
    {
        if (arguments.GetValue(GlobalOptions.Json))
        {
            JsonOutput.Write(WriteJson);
            return;
        }

        Columns.Write(
            Console.Out,
            [
                ["account", Account],
                ["arn", Arn],
                ["left", ExpiresAt is { } time ? $"{Columns.Time(time - _now)}, until {Columns.Time(time)}" : "no end is known"],
                ["source", Source],
            ]);
        if (Hops.Count == 0)
        {
            return;
        }

        bool isChecked = Hops.Any(hop => hop.Checked is not null);
        string[] head = ["hop", "account", "role", "session", "left", "session is"];
        Columns.Write(
            Console.Out,
            [
                isChecked ? [.. head, "STS"] : head,
                .. Hops.Select(hop => isChecked ? [.. Cells(hop), Answer(hop)] : Cells(hop)),
            ]);
    }

    private string[] Cells(HeldHop hop) =>
    [
        hop.Hop.Number.ToString(CultureInfo.InvariantCulture),
        hop.Hop.RoleArn.AccountId,
        hop.Hop.RoleArn.Name,
        hop.Hop.SessionName,
        hop.Session is { } session ? Columns.Time(session.ExpiresAt - _now) : "-",
        hop.Session is null ? "not needed" : hop.IsNew ? "new" : "kept",
    ];

    private static string Answer(HeldHop hop) => hop.Checked switch
    {
        null => "not asked",
        { Error: { } error } => $"rejects it: {error}",
        _ => hop.Fault is null ? "agrees" : "says another",
    };

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("account", Account);
        json.WriteString("arn", Arn);
        WriteEnd(json, ExpiresAt);
        json.WriteString("source", Source);
        json.WriteStartArray("hops");
        foreach (HeldHop hop in Hops)
        {
            json.WriteStartObject();
            json.WriteNumber("hop", hop.Hop.Number);
            json.WriteString("account", hop.Hop.RoleArn.AccountId);
            json.WriteString("role", hop.Hop.RoleArn.ToString());
            json.WriteString("arn", hop.Arn);
            json.WriteString("accessKeyId", hop.Session?.AccessKeyId);
            WriteEnd(json, hop.Session?.ExpiresAt);
            json.WriteString("session", hop.Session is null ? "none" : hop.IsNew ? "new" : "kept");
            if (hop.Checked is { } answer)
            {
                json.WriteBoolean("accepted", answer.Error is null);
                json.WriteString("error", answer.Error);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteEnd(Utf8JsonWriter json, DateTimeOffset? expiresAt)
    {
        if (expiresAt is { } time)
        {
            json.WriteString("expires", Columns.Time(time));
            json.WriteNumber("secondsLeft", Math.Max(0, (long)(time - _now).TotalSeconds));
        }
        else
        {
            json.WriteNull("expires");
            json.WriteNull("secondsLeft");
        }
    }
}

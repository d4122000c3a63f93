using System.Globalization;

namespace RoleChaining.Testing;

/// <summary><c>faults</c>: what goes wrong from now on. A call that is held goes on when its fault is taken away.</summary>
internal sealed class ControlFaults(LocalSts sts)
{
    private const int Most = 1000;

    private static readonly (string Name, Func<StsCall, string?> Of)[] Filters =
    [
        ("service", call => call.Service),
        ("action", call => call.Action),
        ("region", call => call.Region),
        ("roleArn", call => call.RoleArn),
        ("sessionName", call => call.SessionName),
        ("signerArn", call => call.SignerArn),
        ("signerAccessKeyId", call => call.SignerAccessKeyId),
    ];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, Entry> _entries = [];
    private int _added;

    public WireResponse Add(ControlRequest request)
    {
        request.RefuseUnknown();
        lock (_lock)
        {
            if (_entries.Count >= Most)
            {
                throw new ControlError(409, $"There are {Most} faults; take some away.");
            }

            Entry entry = request.Read(Read);
            int id = ++_added;
            _entries.Add(id, entry);
            return ControlAnswer.Json(201, json => json.WriteString("id", Text(id)));
        }
    }

    public WireResponse List(ControlRequest request)
    {
        request.RefuseUnknown();
        lock (_lock)
        {
            KeyValuePair<int, Entry>[] listed = [.. _entries.Where(entry => request.Id is null || Text(entry.Key) == request.Id)];
            if (request.Id is not null && listed.Length == 0)
            {
                throw Missing(request.Id);
            }

            return ControlAnswer.Json(200, json =>
            {
                json.WriteStartArray("faults");
                foreach ((int id, Entry entry) in listed)
                {
                    json.WriteStartObject();
                    json.WriteString("id", Text(id));
                    json.WriteString("fault", entry.Name);
                    json.WriteNumber("struck", entry.Rule.Struck);
                    if (entry.Gate is { } gate)
                    {
                        json.WriteNumber("held", gate.Arrived);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }
    }

    public WireResponse Remove(ControlRequest request)
    {
        request.RefuseUnknown();
        lock (_lock)
        {
            int[] ids = [.. _entries.Keys.Where(id => request.Id is null || Text(id) == request.Id)];
            if (request.Id is not null && ids.Length == 0)
            {
                throw Missing(request.Id);
            }

            foreach (int id in ids)
            {
                _entries.Remove(id, out Entry? entry);
                entry!.Rule.Dispose();
                entry.Gate?.Dispose();
            }
        }

        return ControlAnswer.Done();
    }

    private Entry Read(ConfigurationObject body)
    {
        string name = body.Text("fault");
        StsGate? gate = null;
        StsFault fault = name switch
        {
            "Throttling" => StsFault.Throttling(),
            "ServiceUnavailable" => StsFault.ServiceUnavailable(),
            "Error" => ReadError(body),
            "ConnectionReset" => StsFault.ConnectionReset(),
            "StalledBody" => StsFault.StalledBody(),
            "MalformedResponse" => StsFault.MalformedResponse(),
            "Latency" => StsFault.Latency(body.Duration("delay") is { Ticks: >= 0 } delay ? delay : throw body.Fault("delay", "is to be 0 or more")),
            "Hold" => StsFault.Hold(gate = new StsGate()),
            _ => throw body.Fault(
                "fault", "is to be Throttling, ServiceUnavailable, Error, ConnectionReset, StalledBody, MalformedResponse, Latency or Hold"),
        };
        int? count = body.OptionalInteger("count");
        if (count < 0)
        {
            throw body.Fault("count", "is to be 0 or more");
        }

        double probability = body.OptionalNumber("probability") ?? 1;
        if (probability is not (>= 0 and <= 1))
        {
            throw body.Fault("probability", "is to be from 0 to 1");
        }

        (Func<StsCall, string?> Of, string Value)[] when = [];
        if (body.OptionalObject("when") is { } filter)
        {
            when =
            [
                .. Filters.Select(known => (known.Of, Value: filter.OptionalText(known.Name)))
                    .Where(known => known.Value is not null)
                    .Select(known => (known.Of, known.Value!)),
            ];
            filter.RefuseUnknown();
        }

        // Before it is in force: what is wrong with a request must not leave half of it behind.
        body.RefuseUnknown();
        FaultRule rule = sts.Engine.Faults.Add(
            fault,
            when.Length == 0 ? null
                : call => Array.TrueForAll(when, part => string.Equals(part.Of(call), part.Value, StringComparison.Ordinal)),
            count,
            probability);
        return new(name, rule, gate);
    }

    private static StsFault ReadError(ConfigurationObject body)
    {
        int status = body.OptionalInteger("status") ?? 400;
        string code = body.Text("code");
        return status is >= 400 and <= 599 && code.Length > 0
            ? StsFault.Error(status, code, body.OptionalText("message") ?? string.Empty)
            : throw body.Fault(code.Length > 0 ? "status" : "code", code.Length > 0 ? "is to be from 400 to 599" : "is empty");
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static ControlError Missing(string id) => new(404, $"There is no fault {id}.");

    private sealed record Entry(string Name, FaultRule Rule, StsGate? Gate);
}

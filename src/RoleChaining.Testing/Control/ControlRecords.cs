using System.Globalization;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary><c>calls</c> and <c>cloudtrail</c>: what was asked of the server.</summary>
internal sealed class ControlRecords(LocalSts sts)
{
    /// <summary>All that are remembered, or those after the <c>next</c> of an earlier answer.</summary>
    public WireResponse Calls(ControlRequest request)
    {
        long after = 0;
        if (request.Query("after") is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            throw new ControlError(400, "after is to be the next of an earlier answer.");
        }

        request.RefuseUnknown();
        ((StsCall Call, TrailDetail? Detail)[] entries, long added) = sts.Engine.Calls.EntriesAfter(after);
        return ControlAnswer.Json(200, json =>
        {
            json.WriteStartArray("calls");
            foreach ((StsCall call, _) in entries)
            {
                Write(json, call);
            }

            json.WriteEndArray();
            json.WriteNumber("next", added);
        });
    }

    public WireResponse Clear(ControlRequest request)
    {
        request.RefuseUnknown();
        sts.ClearCalls();
        return ControlAnswer.Done();
    }

    /// <summary>As a file of CloudTrail: of one account, or of all of them.</summary>
    public WireResponse CloudTrail(ControlRequest request)
    {
        string? account = request.Query("account");
        request.RefuseUnknown();
        (StsCall Call, TrailDetail? Detail)[] entries = sts.Engine.Calls.Entries();
        IEnumerable<string> events = account is not null
            ? sts.CloudTrailEvents(account)
            : Testing.CloudTrail.Accounts(entries).SelectMany(one => Testing.CloudTrail.Events(entries, one));
        return ControlAnswer.Json(200, json =>
        {
            json.WriteStartArray("Records");
            foreach (string record in events)
            {
                json.WriteRawValue(record);
            }

            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, StsCall call)
    {
        json.WriteStartObject();
        json.WriteString("service", call.Service);
        json.WriteString("action", call.Action);
        json.WriteString("signerAccessKeyId", call.SignerAccessKeyId);
        json.WriteString("signerArn", call.SignerArn);
        json.WriteString("roleArn", call.RoleArn);
        json.WriteString("sessionName", call.SessionName);
        if (call.DurationSeconds is { } seconds)
        {
            json.WriteNumber("durationSeconds", seconds);
        }
        else
        {
            json.WriteNull("durationSeconds");
        }

        json.WriteStartArray("tags");
        foreach ((string key, string value) in call.Tags)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("transitiveTagKeys");
        foreach (string key in call.TransitiveTagKeys)
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        json.WriteString("sourceIdentity", call.SourceIdentity);
        json.WriteBoolean("hasExternalId", call.HasExternalId);
        json.WriteString("region", call.Region);
        json.WriteString("at", call.At);
        json.WriteString("requestId", call.RequestId);
        json.WriteNumber("statusCode", call.StatusCode);
        json.WriteString("errorCode", call.ErrorCode);
        json.WriteString("errorMessage", call.ErrorMessage);
        json.WriteString("decision", call.Decision);
        json.WriteString("issuedAccessKeyId", call.IssuedAccessKeyId);
        json.WriteEndObject();
    }
}

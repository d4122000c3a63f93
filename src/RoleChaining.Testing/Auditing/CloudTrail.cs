using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>Writes calls as CloudTrail does: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html</summary>
/// <remarks>Session tokens and external ids, which AWS records, are left out.</remarks>
internal static class CloudTrail
{
    /// <summary>The events of one account's trail: its own callers' calls, and what others were given of its roles.</summary>
    public static IReadOnlyList<string> Events(IEnumerable<(StsCall Call, TrailDetail? Detail)> entries, string accountId)
    {
        List<string> events = [];
        foreach ((StsCall call, TrailDetail? detail) in entries)
        {
            if (call.Service != "sts" || detail is null)
            {
                continue;
            }

            string? callerAccount = detail.Caller?.AccountId;
            string? roleAccount = detail.Role?.AccountId;
            bool crossAccount = callerAccount is not null && roleAccount is not null && callerAccount != roleAccount;
            if (callerAccount == accountId)
            {
                events.Add(Write(call, detail, accountId, crossAccount, asOwner: false));
            }

            // The role's account hears of what was given, never of what was refused to somebody else.
            else if (roleAccount == accountId && call.ErrorCode is null)
            {
                events.Add(Write(call, detail, accountId, crossAccount, asOwner: callerAccount is not null));
            }
        }

        return events;
    }

    /// <summary>The accounts whose trails have something of the calls.</summary>
    public static IEnumerable<string> Accounts(IEnumerable<(StsCall Call, TrailDetail? Detail)> entries) => entries
        .SelectMany(entry => (string?[])[entry.Detail?.Caller?.AccountId, entry.Detail?.Role?.AccountId])
        .OfType<string>()
        .Distinct()
        .Order(StringComparer.Ordinal);

    public static string Region(StsCall call) => call.Region ?? "us-east-1";

    private static string Write(StsCall call, TrailDetail detail, string accountId, bool crossAccount, bool asOwner)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("eventVersion", "1.08");
            json.WriteStartObject("userIdentity");
            CloudTrailIdentity.Write(json, detail, asOwner);
            json.WriteEndObject();
            json.WriteString("eventTime", Iso(call.At));
            json.WriteString("eventSource", "sts.amazonaws.com");
            json.WriteString("eventName", call.Action);
            json.WriteString("awsRegion", Region(call));
            json.WriteString("sourceIPAddress", detail.SourceIpAddress);
            json.WriteString("userAgent", detail.UserAgent);
            if (call.ErrorCode is { } code)
            {
                json.WriteString("errorCode", code);
                json.WriteString("errorMessage", call.ErrorMessage);
            }

            WriteRequest(json, call, detail);
            WriteResponse(json, call, detail);
            json.WriteString("requestID", call.RequestId);
            json.WriteString("eventID", Id(call, accountId));
            json.WriteBoolean("readOnly", true);
            if (call.ErrorCode is null && detail.Role is { } role)
            {
                json.WriteStartArray("resources");
                json.WriteStartObject();
                json.WriteString("accountId", role.AccountId);
                json.WriteString("type", "AWS::IAM::Role");
                json.WriteString("ARN", role.Arn);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteString("eventType", "AwsApiCall");
            json.WriteBoolean("managementEvent", true);
            json.WriteString("recipientAccountId", accountId);
            if (crossAccount && call.ErrorCode is null)
            {
                json.WriteString("sharedEventID", Id(call, "shared"));
            }

            json.WriteString("eventCategory", "Management");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteRequest(Utf8JsonWriter json, StsCall call, TrailDetail detail)
    {
        // Of a call that failed, AWS records the message alone.
        if (call.RoleArn is null || call.ErrorCode is not null)
        {
            json.WriteNull("requestParameters");
            return;
        }

        json.WriteStartObject("requestParameters");
        json.WriteString("roleArn", call.RoleArn);
        json.WriteString("roleSessionName", call.SessionName);
        if (call.DurationSeconds is { } seconds)
        {
            json.WriteNumber("durationSeconds", seconds);
        }

        if (call.SourceIdentity is { } sourceIdentity)
        {
            json.WriteString("sourceIdentity", sourceIdentity);
        }

        if (detail.MfaSerial is { } serial)
        {
            json.WriteString("serialNumber", serial);
        }

        if (call.Tags.Count > 0)
        {
            json.WriteStartArray("tags");
            foreach ((string key, string value) in call.Tags)
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WriteString("value", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (call.TransitiveTagKeys.Count > 0)
        {
            json.WriteStartArray("transitiveTagKeys");
            foreach (string key in call.TransitiveTagKeys)
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
        }

        if (detail.Caller?.TransitiveTags is { Count: > 0 } incoming)
        {
            json.WriteStartObject("incomingTransitiveTags");
            foreach ((string key, string value) in incoming.Items)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter json, StsCall call, TrailDetail detail)
    {
        if (call.IssuedAccessKeyId is not { } issued || detail.ExpiresAt is not { } expiresAt)
        {
            json.WriteNull("responseElements");
            return;
        }

        json.WriteStartObject("responseElements");
        json.WriteStartObject("credentials");
        json.WriteString("accessKeyId", issued);
        json.WriteString("expiration", expiresAt.UtcDateTime.ToString("MMM d, yyyy, h:mm:ss tt", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        if (detail.Role is { } role)
        {
            json.WriteStartObject("assumedRoleUser");
            json.WriteString("assumedRoleId", role.RoleId + ":" + call.SessionName);
            json.WriteString("arn", role.SessionArn(call.SessionName!));
            json.WriteEndObject();
        }

        if (detail.PackedPolicySize is { } size)
        {
            json.WriteNumber("packedPolicySize", size);
        }

        if (detail.SourceIdentity is { } sourceIdentity)
        {
            json.WriteString("sourceIdentity", sourceIdentity);
        }

        if (detail.WebIdentity is { } web)
        {
            json.WriteString("subjectFromWebIdentityToken", web.Subject);
            json.WriteString("provider", web.ProviderArn);
            json.WriteString("audience", web.Audience);
        }

        json.WriteEndObject();
    }

    // Ids are made from the request's, so that reading a trail twice gives the same events.
    private static string Id(StsCall call, string what) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(call.RequestId + what)).AsSpan(0, 16)).ToString();

    internal static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

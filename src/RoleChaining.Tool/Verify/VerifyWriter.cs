using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RoleChaining.Tool.Inspection;
using RoleChaining.Verifying;

namespace RoleChaining.Tool.Verify;

/// <summary>A verification for programs and for CI servers.</summary>
internal static class VerifyWriter
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(VerifyReport report, Func<string, string> say)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            json.WriteStartObject();
            json.WriteString("status", Name(report.Status));
            json.WriteStartArray("hops");
            foreach (VerifiedHop hop in report.Hops)
            {
                WriteHop(json, hop, say);
            }

            json.WriteEndArray();
            json.WriteStartArray("checks");
            foreach (VerifyCheck check in report.Checks)
            {
                json.WriteStartObject();
                json.WriteString("check", Name(check.Kind));
                json.WriteNumber("hop", check.HopNumber);
                Write(json, "holds", check.Holds);
                json.WriteString("text", say(check.Text));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>A test for the source, for each hop, and for each external id that was tried. What was not checked is skipped.</summary>
    public static string JUnit(VerifyReport report, Func<string, string> say)
    {
        List<JUnitCase> cases = [];
        foreach (VerifiedHop hop in report.Hops)
        {
            string name = hop.Hop is null
                ? "the source"
                : string.Create(CultureInfo.InvariantCulture, $"hop {hop.Number}: {hop.Hop.RoleArn}");
            cases.Add(hop.Status switch
            {
                VerifyStatus.Ok => new JUnitCase(name),
                VerifyStatus.Denied => new JUnitCase(name, "denied", say(hop.Failure!.Message)),
                _ => new JUnitCase(name, Skipped: $"not checked: {(hop.Failure is { } failure ? say(failure.Message) : "a hop before it failed")}"),
            });
        }

        cases.AddRange(report.Checks.Where(check => check.Kind == VerifyCheckKind.ExternalIdEnforced).Select(check => new JUnitCase(
            string.Create(CultureInfo.InvariantCulture, $"hop {check.HopNumber}: its external id is enforced"),
            check.Holds == false ? "not enforced" : null,
            say(check.Text),
            check.Holds is null ? say(check.Text) : null)));
        return JUnitReport.Write("role-chain verify", cases, string.Join('\n', new VerifyText(report.Chain, width: null, say).All(report)));
    }

    private static string Name(VerifyStatus status) => VerifyText.Word(status);

    private static string Name(VerifyCheckKind kind) => kind switch
    {
        VerifyCheckKind.ExternalIdEnforced => "external-id-enforced",
        VerifyCheckKind.Direct => "direct",
        _ => "max-duration",
    };

    private static void WriteHop(Utf8JsonWriter json, VerifiedHop hop, Func<string, string> say)
    {
        json.WriteStartObject();
        json.WriteNumber("hop", hop.Number);
        json.WriteString("status", Name(hop.Status));
        json.WriteString("role", hop.Hop?.RoleArn.ToString());
        json.WriteString("account", hop.AccountId);
        json.WriteString("identity", hop.Identity);
        json.WriteString("region", hop.Region);
        json.WriteString("host", hop.Host);
        json.WriteBoolean("fips", hop.IsFips);
        json.WriteNumber("calls", hop.Calls);
        Write(json, "latencyMilliseconds", hop.Latency?.TotalMilliseconds);
        Write(json, "requestedSeconds", hop.RequestedLifetime?.TotalSeconds);
        Write(json, "grantedSeconds", hop.GrantedLifetime?.TotalSeconds);
        Write(json, "packedPolicySize", hop.PackedPolicySize);
        json.WriteTexts("packedParts", hop.PackedParts);
        json.WriteTexts("inheritedTags", hop.Hop?.InheritedTagKeys ?? []);
        json.WriteString("sourceIdentity", hop.SourceIdentity);
        Write(json, "mfaAgeSeconds", hop.MfaAge?.TotalSeconds);
        Write(json, "clockDifferenceSeconds", hop.ClockDifference?.TotalSeconds);
        if (hop.Failure is { } failure)
        {
            json.WriteStartObject("failure");
            json.WriteString("kind", failure.Failure.ToString());
            json.WriteString("code", failure.StsErrorCode);
            json.WriteString("requestId", failure.RequestId);
            json.WriteString("message", say(failure.Message));
            json.WriteString("advice", say(failure.Advice));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 1));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.Policies;

/// <summary>A verdict for people, for programs, and for CI servers.</summary>
internal static class VerdictReport
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(ChainVerdict verdict)
    {
        StringBuilder text = new();
        foreach (HopVerdict hop in verdict.Hops)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Word(hop.Outcome)}  hop {hop.Hop.Number}: {hop.CallerArn} -> {hop.Hop.RoleArn}\n");
            foreach (string line in Explain(hop))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
            }
        }

        foreach (string note in verdict.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        }

        foreach (string shortcut in verdict.Shortcuts)
        {
            text.Append(CultureInfo.InvariantCulture, $"shortcut: {shortcut}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{verdict.Outcome.ToString().ToLowerInvariant()}").ToString();
    }

    public static string Json(ChainVerdict verdict)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            json.WriteStartObject();
            json.WriteString("outcome", Lower(verdict.Outcome));
            json.WriteStartArray("hops");
            foreach (HopVerdict hop in verdict.Hops)
            {
                WriteHop(json, hop);
            }

            json.WriteEndArray();
            json.WriteTexts("missing", verdict.Missing);
            json.WriteTexts("notes", verdict.Notes);
            json.WriteTexts("shortcuts", verdict.Shortcuts);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static string JUnit(ChainVerdict verdict, string expected)
    {
        bool isExpected = Lower(verdict.Outcome) == expected;
        JUnitCase[] cases =
        [
            .. verdict.Hops.Select(hop => new JUnitCase(
                string.Create(CultureInfo.InvariantCulture, $"hop {hop.Hop.Number}: {hop.Hop.RoleArn}"),
                !isExpected && (hop.Outcome == verdict.Outcome || expected != "allowed")
                    ? $"{Lower(hop.Outcome)}, and the chain was to be {expected}"
                    : null,
                string.Join('\n', Explain(hop)))),
        ];
        return JUnitReport.Write("role-chain check", cases, string.Join('\n', verdict.Notes.Select(note => $"note: {note}")));
    }

    /// <summary>Why a hop is not allowed: for each action what decided, the statements that are missing, and what is not known.</summary>
    private static IEnumerable<string> Explain(HopVerdict hop)
    {
        foreach (string problem in hop.Problems)
        {
            yield return problem;
        }

        foreach (ActionVerdict action in hop.Actions.Where(action => action.Outcome != IamOutcome.Allowed))
        {
            yield return $"{action.Action} is {Lower(action.Outcome)} by {Name(action.Side)}: {action.Decision.Decisive}";
            foreach (MissingStatement missing in action.MissingStatements)
            {
                yield return $"missing in {missing.Place}:";
                yield return $"  {missing.Statement}";
            }

            foreach (string unknown in action.Decision.Missing)
            {
                yield return $"not known: {unknown}";
            }
        }

        foreach (string unknown in hop.Missing)
        {
            yield return $"not known: {unknown}";
        }
    }

    private static void WriteHop(Utf8JsonWriter json, HopVerdict hop)
    {
        json.WriteStartObject();
        json.WriteNumber("hop", hop.Hop.Number);
        json.WriteString("caller", hop.CallerArn);
        json.WriteString("role", hop.Hop.RoleArn.ToString());
        json.WriteString("outcome", Lower(hop.Outcome));
        json.WriteTexts("problems", hop.Problems);
        json.WriteTexts("missing", hop.Missing);
        json.WriteStartArray("actions");
        foreach (ActionVerdict action in hop.Actions)
        {
            json.WriteStartObject();
            json.WriteString("action", action.Action);
            json.WriteString("outcome", Lower(action.Outcome));
            json.WriteString("side", Name(action.Side));
            json.WriteString("why", action.Decision.Decisive?.ToString());
            if (action.Decision.Decisive is { Statement: { } statement, Policy: { } policy })
            {
                json.WriteStartObject("statement");
                json.WriteString("policy", policy.Name);
                json.WriteNumber("index", statement.Index);
                json.WriteNumber("line", statement.Line);
                json.WriteString("sid", statement.Sid);
                json.WriteEndObject();
            }

            json.WriteStartArray("missingStatements");
            foreach (MissingStatement missing in action.MissingStatements)
            {
                json.WriteStartObject();
                json.WriteString("side", Name(missing.Side));
                json.WriteString("place", missing.Place);
                json.WritePropertyName("statement");
                json.WriteRawValue(missing.Statement);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteTexts("missing", action.Decision.Missing);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Name(IamPolicyKind? side) => side switch
    {
        IamPolicyKind.Identity => "identity",
        IamPolicyKind.Trust => "trust",
        IamPolicyKind.PermissionsBoundary => "boundary",
        IamPolicyKind.Session => "session",
        IamPolicyKind.ServiceControl => "SCP",
        IamPolicyKind.ResourceControl => "RCP",
        _ => "none",
    };

    private static string Word(IamOutcome outcome) => outcome switch
    {
        IamOutcome.Allowed => "ok     ",
        IamOutcome.Denied => "DENIED ",
        _ => "UNKNOWN",
    };

    private static string Lower(IamOutcome outcome) => outcome.ToString().ToLowerInvariant();
}

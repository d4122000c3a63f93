using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.Credentials;

/// <summary>Credentials as text.</summary>
internal static class CredentialWriter
{
    /// <param name="format">What the text is for.</param>
    /// <param name="session">The credentials.</param>
    /// <param name="region">The region to work in; null leaves it to the reader's own settings.</param>
    /// <param name="section">The name of the section of <see cref="CredentialFormat.Ini"/>.</param>
    /// <exception cref="UsageException">The credentials hold what is not safe in the format.</exception>
    public static string Write(CredentialFormat format, FinalSession session, string? region, string section) =>
        ShellSyntax.For(format) is { } syntax ? Variables(syntax, session, region)
        : format == CredentialFormat.Ini ? Ini(session, region, section)
        : Json(session, region, withIdentity: format == CredentialFormat.Json);

    /// <summary>The lines that end what <see cref="Write"/> began. The shell has its own region and profile again, or still.</summary>
    public static string Remove(ShellSyntax syntax)
    {
        Dictionary<string, string> own = ShellsOwn.Find().Where(pair => syntax.IsSafe(pair.Value)).ToDictionary();
        return string.Join(
            '\n',
            [
                .. syntax.Remove([.. IdentityVariables.Set.Concat(IdentityVariables.Others).Except(own.Keys), .. ShellsOwn.Variables]),
                .. own.Where(_ => ShellsOwn.IsAssumed).Select(pair => syntax.Set(pair.Key, pair.Value)),
            ]);
    }

    /// <summary>
    /// See <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">credential_process</see>.
    /// </summary>
    private static string Json(FinalSession session, string? region, bool withIdentity)
    {
        ImmutableCredentials credentials = session.Credentials;
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(
                stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("Version", 1);
            json.WriteString("AccessKeyId", credentials.AccessKey);
            json.WriteString("SecretAccessKey", credentials.SecretKey);
            WriteIf(json, "SessionToken", credentials.UseToken ? credentials.Token : null);
            WriteIf(json, "Expiration", session.ExpiresAt is { } expiresAt ? Columns.Time(expiresAt) : null);
            WriteIf(json, "AccountId", credentials.AccountId);
            if (withIdentity)
            {
                WriteIf(json, "AssumedRoleArn", session.AssumedRoleArn);
                WriteIf(json, "Region", region);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    // A value that ends its quotes could run code in the shell, so it is refused.
    private static string Variables(ShellSyntax syntax, FinalSession session, string? region)
    {
        ImmutableCredentials credentials = session.Credentials;
        Dictionary<string, string?> values = new()
        {
            [IdentityVariables.AccessKeyId] = credentials.AccessKey,
            [IdentityVariables.SecretAccessKey] = credentials.SecretKey,
            [IdentityVariables.SessionToken] = credentials.UseToken ? credentials.Token : null,
            [IdentityVariables.Expiration] = session.ExpiresAt is { } expiresAt ? Columns.Time(expiresAt) : null,
            [IdentityVariables.Region] = region,
            [IdentityVariables.DefaultRegion] = region,
        };
        if (values.Values.Any(value => value is not null && !syntax.IsSafe(value)))
        {
            throw new UsageException("the credentials hold a character that is not safe in this shell; use --format json.");
        }

        // The region of the shell stays where the chain has none; that of the chain before does not.
        IEnumerable<string> missing =
            IdentityVariables.Set[..(ShellsOwn.IsAssumed ? ^0 : ^2)].Where(name => values[name] is null);
        return string.Join(
            '\n',
            [
                .. syntax.Remove([.. missing, .. IdentityVariables.Others]),
                .. values.Where(value => value.Value is not null).Select(value => syntax.Set(value.Key, value.Value!)),
                .. syntax.IsOfShell ? ShellsOwn.Keep(syntax.IsSafe).Select(kept => syntax.Set(kept.Key, kept.Value)) : [],
            ]);
    }

    private static string Ini(FinalSession session, string? region, string section)
    {
        ImmutableCredentials credentials = session.Credentials;
        (string Name, string? Value)[] lines =
        [
            ("aws_access_key_id", credentials.AccessKey),
            ("aws_secret_access_key", credentials.SecretKey),
            ("aws_session_token", credentials.UseToken ? credentials.Token : null),
            ("region", region),
        ];
        IEnumerable<string> set = lines.Where(line => line.Value is not null).Select(line => $"{line.Name} = {line.Value}");
        return string.Join('\n', set.Prepend($"[{section}]"));
    }
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Credentials;

/// <summary>Credentials as text.</summary>
internal static class CredentialWriter
{
    public static string Write(CredentialFormat format, FinalSession session) => format switch
    {
        CredentialFormat.Env => Lines(session, (name, value) => $"export {name}='{value}'"),
        CredentialFormat.PowerShell => Lines(session, (name, value) => $"$Env:{name} = '{value}'"),
        _ => Json(session, withIdentity: format == CredentialFormat.Json),
    };

    /// <summary>
    /// See <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">credential_process</see>.
    /// </summary>
    private static string Json(FinalSession session, bool withIdentity)
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
            if (credentials.UseToken)
            {
                json.WriteString("SessionToken", credentials.Token);
            }

            if (session.ExpiresAt is { } expiresAt)
            {
                json.WriteString("Expiration", Time(expiresAt));
            }

            if (credentials.AccountId is { Length: > 0 } account)
            {
                json.WriteString("AccountId", account);
            }

            if (withIdentity && session.AssumedRoleArn is { } arn)
            {
                json.WriteString("AssumedRoleArn", arn);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    // Keys and tokens contain no quote. A value that did could run code in the shell, so it is refused.
    private static string Lines(FinalSession session, Func<string, string, string> line)
    {
        ImmutableCredentials credentials = session.Credentials;
        (string Name, string? Value)[] variables =
        [
            ("AWS_ACCESS_KEY_ID", credentials.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", credentials.SecretKey),
            ("AWS_SESSION_TOKEN", credentials.UseToken ? credentials.Token : ""),
            ("AWS_CREDENTIAL_EXPIRATION", session.ExpiresAt is { } expiresAt ? Time(expiresAt) : null),
        ];
        return variables.Any(variable => variable.Value?.AsSpan().ContainsAny("'\n\r") == true)
            ? throw new UsageException("the credentials hold a quote or a line end, which is not safe in a shell; use --format json.")
            : string.Join(
                '\n', variables.Where(variable => variable.Value is not null).Select(variable => line(variable.Name, variable.Value!)));
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

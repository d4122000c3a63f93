using System.Globalization;
using System.Text.Json;
using RoleChaining.Text;

namespace RoleChaining.Sources;

/// <summary>
/// What a <c>credential_process</c> prints, under the AWS CLI's rules. A class and no record: it is a secret. See
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">the expected output</see>.
/// </summary>
internal sealed class ProcessAnswer
{
    /// <summary>Tools that mean "never" write a date far away. Such keys do not expire, and the source is asked for no new ones.</summary>
    private const int MostYears = 10;

    private ProcessAnswer(JsonElement json, DateTimeOffset? expiration, Func<string, bool, Exception> failed)
    {
        AccessKeyId = Required(json, nameof(AccessKeyId), failed);
        SecretAccessKey = Required(json, nameof(SecretAccessKey), failed);
        SessionToken = Text(json, nameof(SessionToken), failed);
        AccountId = Text(json, nameof(AccountId), failed);
        Expiration = expiration;
    }

    public string AccessKeyId { get; }

    public string SecretAccessKey { get; }

    public string? SessionToken { get; }

    public string? AccountId { get; }

    public DateTimeOffset? Expiration { get; }

    /// <param name="output">UTF-8.</param>
    /// <param name="now">The time of the answer.</param>
    /// <param name="failed">Makes an exception of the end of a sentence, and of whether the fault stays.</param>
    public static ProcessAnswer Read(byte[] output, DateTimeOffset now, Func<string, bool, Exception> failed)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            JsonElement json = document.RootElement;
            if (json.ValueKind != JsonValueKind.Object)
            {
                throw failed("printed JSON that is no object; it must print {\"Version\": 1, \"AccessKeyId\": ..., ...}", true);
            }

            if (!json.TryGetProperty("Version", out JsonElement version)
                || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != 1)
            {
                throw failed("printed an answer whose Version is not 1, the only one there is", true);
            }

            return new ProcessAnswer(json, ReadExpiration(json, now, failed), failed);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw failed("printed something else than JSON, which is not repeated here because it may hold keys", true);
        }
    }

    private static DateTimeOffset? ReadExpiration(JsonElement json, DateTimeOffset now, Func<string, bool, Exception> failed)
    {
        const string Form = "write UTC such as 2030-01-31T12:00:00Z, or leave it out for keys that do not expire";
        if (Text(json, nameof(Expiration), failed, isEmptyMissing: false) is not { } text)
        {
            return null;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expiration)
            || !HasZone(text))
        {
            throw failed($"printed an Expiration that is {Quoted.Text(text)}; {Form}", true);
        }

        return expiration <= now ? throw failed($"printed credentials that expired at {Quoted.Text(text)}", false)
            : expiration > now.AddYears(MostYears)
                ? throw failed($"printed an Expiration that is {Quoted.Text(text)}, more than {MostYears} years ahead; {Form}", true)
            : expiration;
    }

    // A time without one is another instant for each reader.
    private static bool HasZone(string text) =>
        text.EndsWith('Z') || text.EndsWith("UTC", StringComparison.Ordinal) || text.EndsWith("GMT", StringComparison.Ordinal)
        || (text.Length > 10 && text.AsSpan(10).ContainsAny('+', '-'));

    private static string Required(JsonElement json, string name, Func<string, bool, Exception> failed) =>
        Text(json, name, failed) ?? throw failed($"printed an answer without {name}", true);

    private static string? Text(JsonElement json, string name, Func<string, bool, Exception> failed, bool isEmptyMissing = true) =>
        !json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind != JsonValueKind.String ? throw failed($"printed a {name} that is no text", true)
        : value.GetString() is { Length: > 0 } || !isEmptyMissing ? value.GetString()
        : null;
}

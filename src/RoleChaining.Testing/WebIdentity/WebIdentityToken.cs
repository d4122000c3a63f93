using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>A web identity token as STS reads it: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html</summary>
internal sealed class WebIdentityToken
{
    public const string TagsClaim = "https://aws.amazon.com/tags";
    public const string SourceIdentityClaim = "https://aws.amazon.com/source_identity";

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 16 };

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string? SourceIdentity { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    /// <summary>What the signature covers.</summary>
    public required string SignedPart { get; init; }

    public required byte[] Signature { get; init; }

    /// <exception cref="ServiceError">It is not one.</exception>
    public static WebIdentityToken Parse(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !TryDecode(parts[1], out byte[] claims) || !TryDecode(parts[2], out byte[] signature))
            throw NotAToken();
        try
        {
            using JsonDocument document = JsonDocument.Parse(claims, JsonOptions);
            return Read(document.RootElement, parts[0] + "." + parts[1], signature);
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            throw NotAToken();
        }
    }

    /// <exception cref="ServiceError">It is past its time.</exception>
    public void CheckTime(DateTimeOffset now)
    {
        if (now >= ExpiresAt)
        {
            throw Expired(
                $"Token expired: current date/time {now.ToUnixTimeSeconds()} must be before the expiration date/time {ExpiresAt.ToUnixTimeSeconds()}");
        }

        // A day is how long STS takes a token after it was issued, however long it says it is good for.
        if (now > IssuedAt + TimeSpan.FromDays(1))
            throw Expired($"Token too old: must be used within 86400 seconds, but was issued at {IssuedAt.ToUnixTimeSeconds()}");

        static ServiceError Expired(FormattableString message) =>
            new(400, "ExpiredTokenException", message.ToString(CultureInfo.InvariantCulture));
    }

    private static WebIdentityToken Read(JsonElement claims, string signedPart, byte[] signature)
    {
        JsonElement audience = claims.GetProperty("aud");
        bool tagged = claims.TryGetProperty(TagsClaim, out JsonElement tags);
        return new()
        {
            Issuer = Text(claims.GetProperty("iss")),
            Subject = Text(claims.GetProperty("sub")),
            Audiences = audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Select(Text)] : [Text(audience)],
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("iat").GetInt64()),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()),
            SourceIdentity = claims.TryGetProperty(SourceIdentityClaim, out JsonElement identity) ? Text(identity) : null,
            Tags = tagged && tags.TryGetProperty("principal_tags", out JsonElement principalTags)
                ? [.. principalTags.EnumerateObject().Select(tag => KeyValuePair.Create(tag.Name, TagValue(tag.Value)))]
                : [],
            TransitiveTagKeys = tagged && tags.TryGetProperty("transitive_tag_keys", out JsonElement keys)
                ? [.. keys.EnumerateArray().Select(Text)]
                : [],
            SignedPart = signedPart,
            Signature = signature,
        };
    }

    // One value, bare or in a list of one.
    private static string TagValue(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? Text(value.EnumerateArray().Single()) : Text(value);

    private static string Text(JsonElement element) => element.GetString() ?? throw NotAToken();

    private static bool TryDecode(string text, out byte[] bytes)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        bytes = [];
        if (!Base64Url.IsValid(encoded, out int length))
            return false;
        bytes = new byte[length];
        return Base64Url.TryDecodeFromUtf8(encoded, bytes, out _);
    }

    private static ServiceError NotAToken() =>
        new(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
}

using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>
/// A web identity token as STS reads it: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
/// </summary>
internal sealed class WebIdentityToken
{
    public const string TagsClaim = "https://aws.amazon.com/tags";
    public const string SourceIdentityClaim = "https://aws.amazon.com/source_identity";
    public const string RolesClaim = "https://aws.amazon.com/roles";

    /// <summary>STS was seen to take a token this long after its end, and before it was issued.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(300);

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 16 };

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>The <c>azp</c> claim where there is one, else the only audience; null where neither names one.</summary>
    public required string? Audience { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public string? SourceIdentity { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    /// <summary>The roles that the issuer lets the bearer assume; null where the token does not say.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The condition keys of the claims when the role is assumed, by name without case.</summary>
    public required IReadOnlyDictionary<string, IamContextValue> TrustKeys { get; init; }

    /// <summary>Those of the claims that the session keeps.</summary>
    public required IReadOnlyDictionary<string, IamContextValue> SessionKeys { get; init; }

    /// <summary>What the signature covers.</summary>
    public required string SignedPart { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>The <c>kid</c> of the header; null where there is none.</summary>
    public string? KeyId { get; init; }

    /// <exception cref="ServiceError">It is not a token, or a claim is missing or not of its form.</exception>
    public static WebIdentityToken Parse(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3
            || !TryDecode(parts[0], out byte[] header)
            || !TryDecode(parts[1], out byte[] claims)
            || !TryDecode(parts[2], out byte[] signature))
        {
            throw NotAToken();
        }

        try
        {
            using JsonDocument headerDocument = JsonDocument.Parse(header, JsonOptions);
            using JsonDocument claimsDocument = JsonDocument.Parse(claims, JsonOptions);
            return Read(headerDocument.RootElement, claimsDocument.RootElement, parts[0] + "." + parts[1], signature);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw NotAToken();
        }
    }

    /// <exception cref="ServiceError">It is past its time, or before it.</exception>
    public void CheckTime(DateTimeOffset now)
    {
        DateTimeOffset latest = now - Grace;
        if (latest >= ExpiresAt)
        {
            throw Expired(
                $"Token expired: current date/time {latest.ToUnixTimeSeconds()} must be before the expiration date/time {ExpiresAt.ToUnixTimeSeconds()}");
        }

        if (IssuedAt > now + Grace)
        {
            throw Invalid("Token issued in the future: IAT");
        }

        if (NotBefore > now + Grace)
        {
            throw Invalid("Token issued in the future: NBF");
        }

        // A day is how long STS takes a token after it was issued, whatever its expiry.
        if (now > IssuedAt + TimeSpan.FromDays(1))
        {
            throw Expired($"Token too old: must be used within 86400 seconds, but was issued at {IssuedAt.ToUnixTimeSeconds()}");
        }

        static ServiceError Expired(FormattableString message) => new(400, "ExpiredTokenException", FormattableString.Invariant(message));
    }

    private static WebIdentityToken Read(JsonElement header, JsonElement claims, string signedPart, byte[] signature)
    {
        if (header.TryGetProperty("crit", out _))
        {
            throw NotAToken();
        }

        string issuer = Text(Required(claims, "iss"));
        string subject = ReadSubject(Required(claims, "sub"));
        JsonElement audiences = Required(claims, "aud");
        string? audience = claims.TryGetProperty("azp", out JsonElement party) ? Text(party) : ReadAudience(audiences);
        ClaimKeys keys = ClaimKeys.Read(claims, issuer, subject, audience);
        return new()
        {
            Issuer = issuer,
            Subject = subject,
            Audience = audience,
            TrustKeys = keys.Trust,
            SessionKeys = keys.Session,
            IssuedAt = Time(Required(claims, "iat")),
            ExpiresAt = Time(Required(claims, "exp")),
            NotBefore = claims.TryGetProperty("nbf", out JsonElement notBefore) ? Time(notBefore) : null,
            SourceIdentity = claims.TryGetProperty(SourceIdentityClaim, out JsonElement identity) ? ReadSourceIdentity(identity) : null,
            Tags = TokenTags.Read(claims),
            TransitiveTagKeys = TokenTags.ReadTransitiveKeys(claims),
            Roles = claims.TryGetProperty(RolesClaim, out JsonElement roles) ? [.. roles.EnumerateArray().Select(Text)] : null,
            SignedPart = signedPart,
            Signature = signature,
            KeyId = header.TryGetProperty("kid", out JsonElement keyId) ? Text(keyId) : null,
        };
    }

    private static JsonElement Required(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) ? value : throw Invalid($"Missing a required claim: {name}");

    private static string ReadSubject(JsonElement subject) => subject.ValueKind switch
    {
        JsonValueKind.Number => subject.GetRawText(),
        JsonValueKind.Null =>
            throw new ServiceError(
                500, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure."),
        _ => Text(subject),
    };

    private static string ReadSourceIdentity(JsonElement identity)
    {
        string text = Text(identity);
        return text.Length is >= 2 and <= 64 && !text.AsSpan().ContainsAnyExcept(ParameterCharacters.Name)
            ? text
            : throw Invalid("source_identity passed in claim is not in correct format.");
    }

    private static string? ReadAudience(JsonElement audience) => audience.ValueKind != JsonValueKind.Array
        ? Text(audience)
        : audience.GetArrayLength() == 1 ? Text(audience[0]) : null;

    // A whole number, bare or as a text.
    private static DateTimeOffset Time(JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.String ? Text(value) : value.GetRawText();
        return long.TryParse(text, out long seconds) && seconds is >= 0 and <= 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw Invalid("Invalid timestamp in token claims.");
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw NotAToken();

    private static bool TryDecode(string text, out byte[] bytes)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        bytes = [];
        if (!Base64Url.IsValid(encoded, out int length))
        {
            return false;
        }

        bytes = new byte[length];
        return Base64Url.TryDecodeFromUtf8(encoded, bytes, out _);
    }

    private static ServiceError NotAToken() =>
        Invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");

    private static ServiceError Invalid(string message) => new(400, "InvalidIdentityToken", message);
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Testing;

/// <summary>An OpenID Connect provider of a <see cref="LocalSts"/>, which issues the tokens that AssumeRoleWithWebIdentity takes.</summary>
public sealed class LocalOidcProvider
{
    private readonly LocalClock _clock;
    private readonly TokenSigner _signer = new();

    internal LocalOidcProvider(LocalClock clock, string partition, string accountId, Uri issuer, IReadOnlyList<string> audiences)
    {
        _clock = clock;
        AccountId = accountId;
        Issuer = issuer.ToString().TrimEnd('/');
        Name = Issuer["https://".Length..];
        Arn = $"arn:{partition}:iam::{accountId}:oidc-provider/{Name}";
        Audiences = audiences;
    }

    /// <summary>The provider's ARN, for <c>Federated</c> in a trust policy.</summary>
    public string Arn { get; }

    /// <summary>The issuer's URL, as in the tokens' <c>iss</c>.</summary>
    public string Issuer { get; }

    /// <summary>The audiences the account accepts tokens for.</summary>
    public IReadOnlyList<string> Audiences { get; }

    internal string AccountId { get; }

    /// <summary>The issuer without its scheme: how condition keys begin, as in <c>token.example.com:sub</c>.</summary>
    internal string Name { get; }

    /// <summary>Issues a token (ES256), as a build system or a cluster would to a job or pod.</summary>
    /// <param name="subject">The <c>sub</c> claim.</param>
    /// <param name="audience">The <c>aud</c> claim; null is the first of <see cref="Audiences"/>.</param>
    /// <param name="lifetime">How long it is valid, on the server's clock; null is an hour.</param>
    /// <param name="tags">Session tags the token carries.</param>
    /// <param name="transitiveTagKeys">Which of those are transitive.</param>
    /// <param name="sourceIdentity">The source identity the token carries.</param>
    public string IssueToken(
        string subject,
        string? audience = null,
        TimeSpan? lifetime = null,
        IReadOnlyDictionary<string, string>? tags = null,
        IReadOnlyList<string>? transitiveTagKeys = null,
        string? sourceIdentity = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        DateTimeOffset now = _clock.Now;
        return _signer.Sign(json =>
        {
            json.WriteString("iss", Issuer);
            json.WriteString("sub", subject);
            json.WriteString("aud", audience ?? Audiences[0]);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + (lifetime ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds());
            if (tags is not null)
            {
                WriteTags(json, tags, transitiveTagKeys ?? []);
            }

            if (sourceIdentity is not null)
            {
                json.WriteString(WebIdentityToken.SourceIdentityClaim, sourceIdentity);
            }
        });
    }

    /// <summary>Issues a token (ES256) with any claims.</summary>
    /// <param name="claims">
    /// The claims as they stand in the token. <c>iss</c>, <c>aud</c>, <c>iat</c> and <c>exp</c> (in an hour) are added where they are
    /// missing;
    /// a claim that is <see langword="null"/> is sent as null.
    /// </param>
    public string IssueToken(JsonObject claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return IssueToken(claims, TimeSpan.FromHours(1));
    }

    internal string IssueToken(JsonObject claims, TimeSpan lifetime)
    {
        DateTimeOffset now = _clock.Now;
        JsonObject all = new()
        {
            ["iss"] = Issuer,
            ["aud"] = Audiences[0],
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
        };
        foreach ((string name, JsonNode? value) in claims)
        {
            all[name] = value?.DeepClone();
        }

        return Sign(all);
    }

    /// <summary>The provider's ARN.</summary>
    public override string ToString() => Arn;

    internal string Sign(JsonObject claims, string? header = null)
    {
        void Write(Utf8JsonWriter json)
        {
            foreach ((string name, JsonNode? value) in claims)
            {
                json.WritePropertyName(name);
                if (value is null)
                {
                    json.WriteNullValue();
                }
                else
                {
                    value.WriteTo(json);
                }
            }
        }

        return header is null ? _signer.Sign(Write) : _signer.Sign(Write, header);
    }

    // A token without a key's name passes, because the provider has one key only.
    internal bool IsSignedHere(WebIdentityToken token) =>
        token.KeyId is null or TokenSigner.KeyId && _signer.Verify(token.SignedPart, token.Signature);

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
    private static void WriteTags(Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags, IReadOnlyList<string> transitiveTagKeys)
    {
        json.WriteStartObject(WebIdentityToken.TagsClaim);
        json.WriteStartObject("principal_tags");
        foreach ((string key, string value) in tags)
        {
            json.WriteStartArray(key);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartArray("transitive_tag_keys");
        foreach (string key in transitiveTagKeys)
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>Signs and verifies JSON web tokens with a key of its own (ES256, RFC 7518).</summary>
internal sealed class TokenSigner
{
    public const string KeyId = "local";

    private const string Header = $$"""{"alg":"ES256","typ":"JWT","kid":"{{KeyId}}"}""";

    private readonly Lock _lock = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Sign(Action<Utf8JsonWriter> writeClaims, string header = Header)
    {
        ArrayBufferWriter<byte> claims = new();
        using (Utf8JsonWriter json = new(claims))
        {
            json.WriteStartObject();
            writeClaims(json);
            json.WriteEndObject();
        }

        string signedPart = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + Base64Url.EncodeToString(claims.WrittenSpan);
        lock (_lock)
        {
            return signedPart + "." + Base64Url.EncodeToString(
                _key.SignData(Encoding.ASCII.GetBytes(signedPart), HashAlgorithmName.SHA256));
        }
    }

    public bool Verify(string signedPart, ReadOnlySpan<byte> signature)
    {
        lock (_lock)
        {
            return _key.VerifyData(Encoding.UTF8.GetBytes(signedPart), signature, HashAlgorithmName.SHA256);
        }
    }
}

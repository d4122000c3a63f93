using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
internal static class SigV4
{
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>How far a request's time may be from the service's.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Whether the signature is the one the secret gives for this request. Time is <see cref="CheckTime"/>'s business.</summary>
    public static bool IsSignedWith(
        string secret, WireRequest request, SigV4Authorization authorization, string payloadHash, PathStyle pathStyle)
    {
        if (Matches("X-Amz-Signature"))
        {
            return true;
        }

        // Some services append the token to a presigned URL after signing it, so that the signature does not cover it.
        return authorization is { Expires: not null, SecurityToken: not null } && Matches("X-Amz-Signature", "X-Amz-Security-Token");

        bool Matches(params ReadOnlySpan<string> omittedQuery)
        {
            string canonical = CanonicalRequest.Build(request, authorization.SignedHeaders, payloadHash, pathStyle, omittedQuery);
            string expected = Sign(secret, authorization.Scope, StringToSign(authorization, canonical));
            return SameSignature(expected, authorization.Signature);
        }
    }

    /// <exception cref="ServiceError">The request is from too long ago, or from the future.</exception>
    public static void CheckTime(SigV4Authorization authorization, TimeSpan life, DateTimeOffset now)
    {
        string signed = SigV4Authorization.FormatTime(authorization.Time);
        string current = SigV4Authorization.FormatTime(now);
        if (authorization.Time < now - life)
        {
            string limit = SigV4Authorization.FormatTime(now - life);
            throw Mismatch($"Signature expired: {signed} is now earlier than {limit} ({current} - {(int)life.TotalMinutes} min.)");
        }

        if (authorization.Time > now + Window)
        {
            string limit = SigV4Authorization.FormatTime(now + Window);
            throw Mismatch($"Signature not yet current: {signed} is still later than {limit} ({current} + 15 min.)");
        }
    }

    public static string StringToSign(SigV4Authorization authorization, string canonicalRequest) => string.Join(
        '\n',
        SigV4Authorization.Algorithm,
        SigV4Authorization.FormatTime(authorization.Time),
        authorization.Scope.Scope,
        Hash(Encoding.UTF8.GetBytes(canonicalRequest)));

    public static string Sign(string secret, CredentialScope scope, string stringToSign) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(SigningKey(secret, scope), Encoding.UTF8.GetBytes(stringToSign)));

    public static byte[] SigningKey(string secret, CredentialScope scope)
    {
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in (ReadOnlySpan<string>)[scope.Date, scope.Region, scope.Service, scope.Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? EmptyHash : Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Compares in a time that does not tell how much of a guess was right.</summary>
    public static bool SameSignature(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    public static ServiceError Mismatch(string message) => new(403, "SignatureDoesNotMatch", message);
}

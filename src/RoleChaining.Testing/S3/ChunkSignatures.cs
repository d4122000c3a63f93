using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>The chain of signatures over a streamed body: each chunk's covers the one before.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, and for the trailer
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
/// </remarks>
internal sealed class ChunkSignatures(SigV4Authorization authorization, string secret)
{
    private readonly byte[] _key = SigV4.SigningKey(secret, authorization.Scope);
    private string _previous = authorization.Signature;

    public void CheckChunk(ReadOnlySpan<byte> chunk, string? signature) =>
        Check("AWS4-HMAC-SHA256-PAYLOAD", SigV4.EmptyHash + "\n" + SigV4.Hash(chunk), signature);

    public void CheckTrailer(string headers, string? signature) =>
        Check("AWS4-HMAC-SHA256-TRAILER", SigV4.Hash(Encoding.UTF8.GetBytes(headers)), signature);

    private void Check(string algorithm, string content, string? signature)
    {
        string stringToSign = string.Join(
            '\n', algorithm, SigV4Authorization.FormatTime(authorization.Time), authorization.Scope.Scope, _previous, content);
        string expected = Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(stringToSign)));
        if (signature is null || !SigV4.SameSignature(expected, signature))
        {
            throw SigV4.Mismatch("The signature of a chunk does not match.");
        }

        _previous = expected;
    }
}

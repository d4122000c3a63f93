using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>
/// The sessions issued. The oldest are let go when there are very many, or fewer with large policies, so that a server under load stays
/// bounded.
/// </summary>
internal sealed class SessionStore
{
    private const int Limit = 200_000;

    // Two hundred and some bytes, base64, with the head every STS token has: as long as real ones, and as opaque.
    private const string TokenHead = "IQoJb3JpZ2luX2VjE";
    private const int TokenBytes = 258;

    private readonly ConcurrentDictionary<string, IssuedSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string AccessKeyId, int Weight)> _order = new();
    private int _weight;

    public static string NewToken() => TokenHead + Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenBytes));

    public static byte[] HashToken(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public void Add(IssuedSession session)
    {
        _sessions[session.AccessKeyId] = session;
        int weight = session.Weight;
        _order.Enqueue((session.AccessKeyId, weight));
        Interlocked.Add(ref _weight, weight);
        while (Volatile.Read(ref _weight) > Limit && _order.TryDequeue(out (string AccessKeyId, int Weight) oldest))
        {
            Interlocked.Add(ref _weight, -oldest.Weight);
            _sessions.TryRemove(oldest.AccessKeyId, out _);
        }
    }

    public bool TryGet(string accessKeyId, [NotNullWhen(true)] out IssuedSession? session) =>
        _sessions.TryGetValue(accessKeyId, out session);

    public bool Revoke(string accessKeyId) => _sessions.TryRemove(accessKeyId, out _);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace RoleChaining.Testing;

/// <summary>The session tokens of instance metadata, version 2.</summary>
internal sealed class InstanceTokens
{
    private const int MaxSeconds = 21600;
    private const int Limit = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);

    public string Issue(string? lifetimeSeconds, DateTimeOffset now)
    {
        if (!int.TryParse(lifetimeSeconds, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            || seconds is < 1 or > MaxSeconds)
        {
            throw new ServiceError(400, "BadRequest", "Bad Request");
        }

        if (_tokens.Count >= Limit)
        {
            _tokens.Clear();
        }

        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(42));
        _tokens[token] = now.AddSeconds(seconds);
        return token;
    }

    public bool IsGood(string? token, DateTimeOffset now) =>
        token is not null && _tokens.TryGetValue(token, out DateTimeOffset end) && now < end;
}

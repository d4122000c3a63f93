using System.Collections.Concurrent;
using Amazon.Runtime;

using StsCall = RoleChaining.Testing.StsCall;

namespace RoleChaining.Stress;

/// <summary>What readers were handed, and when they asked.</summary>
internal sealed class Handouts
{
    private readonly ConcurrentDictionary<string, Handout> _byKey = new();
    private long _reads;

    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Credentials that came with another secret or token than before.</summary>
    public ConcurrentQueue<string> Mixed { get; } = [];

    /// <param name="askedAt">Before the read began.</param>
    /// <param name="credentials">What it gave.</param>
    public void Add(DateTimeOffset askedAt, ImmutableCredentials credentials)
    {
        Interlocked.Increment(ref _reads);
        Handout handout = _byKey.GetOrAdd(credentials.AccessKey, static (_, credentials) => new Handout(credentials), credentials);
        if (handout.Credentials.SecretKey != credentials.SecretKey || handout.Credentials.Token != credentials.Token)
        {
            Mixed.Enqueue(credentials.AccessKey);
        }

        handout.AskedFor(askedAt);
    }

    /// <summary>Sessions that were handed to one who asked after their end.</summary>
    public IReadOnlyList<string> Expired(IReadOnlyList<StsCall> calls, TimeSpan lifetime) =>
    [
        .. calls.Where(call => call.IssuedAccessKeyId is { } key && _byKey.TryGetValue(key, out Handout? handout) && handout.Last > call.At + lifetime)
            .Select(call => $"{call.IssuedAccessKeyId} of {call.At:O} at {_byKey[call.IssuedAccessKeyId!].Last:O}"),
    ];

    private sealed class Handout(ImmutableCredentials credentials)
    {
        private long _last;

        public ImmutableCredentials Credentials => credentials;

        public DateTimeOffset Last => new(Volatile.Read(ref _last), TimeSpan.Zero);

        public void AskedFor(DateTimeOffset at)
        {
            long ticks = at.UtcTicks;
            for (long last = Volatile.Read(ref _last); ticks > last; last = Volatile.Read(ref _last))
            {
                if (Interlocked.CompareExchange(ref _last, ticks, last) == last)
                {
                    return;
                }
            }
        }
    }
}

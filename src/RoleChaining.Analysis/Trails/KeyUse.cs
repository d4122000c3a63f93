using System.Runtime.InteropServices;

namespace RoleChaining.Trails;

/// <summary>What one session or one long-term key did: numbers of calls, and no single call.</summary>
internal sealed class KeyUse(TrailCaller caller)
{
    private readonly Dictionary<int, int> _calls = [];

    public TrailCaller Caller => caller;

    /// <summary>Its first record, in seconds since 1970, whatever the period.</summary>
    public long FirstSeen { get; private set; } = long.MaxValue;

    public long LastSeen { get; private set; } = long.MinValue;

    /// <summary>Its first call in the period.</summary>
    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    public long Count { get; private set; }

    /// <summary>How often each call was made, by the number that the collector gave it.</summary>
    public IReadOnlyDictionary<int, int> Calls => _calls;

    /// <summary>The account that recorded it.</summary>
    public string? RecordedIn { get; init; }

    public void See(long time) => (FirstSeen, LastSeen) = (Math.Min(FirstSeen, time), Math.Max(LastSeen, time));

    public void Add(int call, long time)
    {
        (First, Last) = (Math.Min(First, time), Math.Max(Last, time));
        Count++;
        CollectionsMarshal.GetValueRefOrAddDefault(_calls, call, out _)++;
    }
}

namespace RoleChaining.Trails;

/// <summary>What one session or one long-term key did: numbers of calls, and no single call.</summary>
internal sealed class KeyUse(TrailCaller caller)
{
    // A session makes few kinds of calls, and there may be a hundred thousand sessions: two short arrays are a tenth of a dictionary.
    private int[] _kinds = [];
    private int[] _counts = [];
    private int _used;

    public TrailCaller Caller => caller;

    /// <summary>Its first record, in seconds since 1970, whatever the period.</summary>
    public long FirstSeen { get; private set; } = long.MaxValue;

    public long LastSeen { get; private set; } = long.MinValue;

    /// <summary>Its first call in the period.</summary>
    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    public long Count { get; private set; }

    /// <summary>How often each call was made, by the number that the collector gave it.</summary>
    public IEnumerable<(int Kind, int Count)> Calls
    {
        get
        {
            for (int place = 0; place < _used; place++)
            {
                yield return (_kinds[place], _counts[place]);
            }
        }
    }

    /// <summary>The account that recorded it.</summary>
    public string? RecordedIn { get; init; }

    public void See(long time) => (FirstSeen, LastSeen) = (Math.Min(FirstSeen, time), Math.Max(LastSeen, time));

    public void Add(int call, long time)
    {
        (First, Last) = (Math.Min(First, time), Math.Max(Last, time));
        Count++;
        int place = _kinds.AsSpan(0, _used).IndexOf(call);
        if (place < 0)
        {
            place = _used++;
            if (_used > _kinds.Length)
            {
                Array.Resize(ref _kinds, Math.Max(2, _kinds.Length * 2));
                Array.Resize(ref _counts, _kinds.Length);
            }

            _kinds[place] = call;
        }

        _counts[place]++;
    }
}

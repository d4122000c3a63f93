namespace RoleChaining.Testing;

/// <summary>The last calls, oldest first.</summary>
internal sealed class CallLog(int limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<(StsCall Call, TrailDetail? Detail)> _calls = new();

    private long _added;

    public void Add(StsCall call, TrailDetail? detail)
    {
        lock (_lock)
        {
            _calls.Enqueue((call, detail));
            _added++;
            if (_calls.Count > limit)
                _calls.Dequeue();
        }
    }

    public StsCall[] Calls()
    {
        lock (_lock)
            return [.. _calls.Select(entry => entry.Call)];
    }

    public (StsCall Call, TrailDetail? Detail)[] Entries()
    {
        lock (_lock)
            return [.. _calls];
    }

    /// <summary>Those that were added after a number of others, and the number of all.</summary>
    public ((StsCall Call, TrailDetail? Detail)[] Entries, long Added) EntriesAfter(long added)
    {
        lock (_lock)
            return ([.. _calls.Skip((int)Math.Max(0, _calls.Count - (_added - added)))], _added);
    }

    public void Clear()
    {
        lock (_lock)
            _calls.Clear();
    }
}

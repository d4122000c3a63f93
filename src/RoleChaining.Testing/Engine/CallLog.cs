namespace RoleChaining.Testing;

/// <summary>The last calls, oldest first.</summary>
internal sealed class CallLog(int limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<(StsCall Call, TrailDetail? Detail)> _calls = new();

    public void Add(StsCall call, TrailDetail? detail)
    {
        lock (_lock)
        {
            _calls.Enqueue((call, detail));
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

    public void Clear()
    {
        lock (_lock)
            _calls.Clear();
    }
}

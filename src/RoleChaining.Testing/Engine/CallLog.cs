namespace RoleChaining.Testing;

/// <summary>The last calls, oldest first.</summary>
internal sealed class CallLog(int limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<StsCall> _calls = new();

    public void Add(StsCall call)
    {
        lock (_lock)
        {
            _calls.Enqueue(call);
            if (_calls.Count > limit)
                _calls.Dequeue();
        }
    }

    public StsCall[] Snapshot()
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

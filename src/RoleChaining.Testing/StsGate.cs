namespace RoleChaining.Testing;

/// <summary>Holds calls (<see cref="StsFault.Hold"/>) until a test lets them go, so that a test of concurrency needs no sleep.</summary>
public sealed class StsGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _openEvent = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(int Count, TaskCompletionSource Signal)> _waiters = [];
    private int _arrived;

    /// <summary>How many calls came to the gate so far.</summary>
    public int Arrived
    {
        get
        {
            lock (_lock)
            {
                return _arrived;
            }
        }
    }

    /// <summary>Completes when that many calls have come to the gate, waiting or gone through.</summary>
    /// <param name="count">How many to wait for, counted from the gate's making.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WhenArrived(int count, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_arrived >= count)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, signal));
            return signal.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets every held call go on, and later ones pass.</summary>
    public void Open()
    {
        _openEvent.Set();
        _open.TrySetResult();
    }

    /// <summary>Opens the gate.</summary>
    public void Dispose() => Open();

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        Arrive();
        return _open.Task.WaitAsync(cancellationToken);
    }

    internal void Pass(CancellationToken cancellationToken)
    {
        Arrive();
        _openEvent.Wait(cancellationToken);
    }

    private void Arrive()
    {
        lock (_lock)
        {
            _arrived++;
            for (int i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Count > _arrived)
                {
                    continue;
                }

                _waiters[i].Signal.TrySetResult();
                _waiters.RemoveAt(i);
            }
        }
    }
}

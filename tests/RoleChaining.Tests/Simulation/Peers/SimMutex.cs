namespace RoleChaining.Simulation.Peers;

/// <summary>A lock whose queue moves on the simulation's thread.</summary>
internal sealed class SimMutex(Timeline timeline)
{
    private readonly Queue<TaskCompletionSource> _waiting = new();

    public bool IsTaken { get; private set; }

    public bool TryEnter() => !IsTaken && (IsTaken = true);

    public Task EnterAsync()
    {
        if (TryEnter())
        {
            return Task.CompletedTask;
        }

        TaskCompletionSource turn = new();
        _waiting.Enqueue(turn);
        return turn.Task;
    }

    public void Leave()
    {
        if (_waiting.TryDequeue(out TaskCompletionSource? next))
        {
            timeline.Post(next.SetResult); // not at once: a long queue would be a deep stack
        }
        else
        {
            IsTaken = false;
        }
    }
}

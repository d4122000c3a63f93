namespace RoleChaining.Benchmarks.Questions;

/// <summary>Threads that stand ready, so that a measurement holds none of their making.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _start;
    private readonly Barrier _end;
    private readonly int _threads;
    private Action<int>? _work;
    private int _share;

    public Crew(int threads)
    {
        _threads = threads;
        _start = new Barrier(threads + 1);
        _end = new Barrier(threads + 1);
        for (int i = 0; i < threads; i++)
        {
            new Thread(Serve) { IsBackground = true }.Start();
        }
    }

    /// <summary>Runs the operation so many times in all, each thread its share.</summary>
    public void Run<T>(int times, Func<T> operation)
    {
        _share = times / _threads;
        _work = share =>
        {
            for (int i = 0; i < share; i++)
            {
                operation();
            }
        };
        _start.SignalAndWait();
        _end.SignalAndWait();
    }

    public void Dispose()
    {
        _work = null;
        _start.SignalAndWait();
        _end.SignalAndWait();
        _start.Dispose();
        _end.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            _start.SignalAndWait();
            Action<int>? work = _work;
            work?.Invoke(_share);
            _end.SignalAndWait();
            if (work is null)
            {
                return;
            }
        }
    }
}

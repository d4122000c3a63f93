namespace RoleChaining.Sessions;

/// <summary>
/// Room in the thread pool for callers that block. A synchronous read of a cold chain keeps its pool thread while
/// <see cref="HttpClient"/> needs another one to open the connection, even for a synchronous send; the pool adds threads so slowly
/// that 200 such callers waited 47 seconds. While callers block, and only then, the pool may have as many threads more.
/// </summary>
internal static class BlockedCallers
{
    /// <summary>For the work of the refresh itself.</summary>
    private const int Spare = 4;

    private static readonly Lock Gate = new();
    private static int _blocked;
    private static int _minimumBefore;
    private static int _minimumSet;

    /// <summary>Counts the calling thread as blocked until the result is disposed of.</summary>
    public static Scope Enter()
    {
        lock (Gate)
        {
            _blocked++;
            ThreadPool.GetMinThreads(out int workers, out int completionPorts);
            if (_blocked == 1)
            {
                _minimumBefore = workers;
                _minimumSet = workers;
            }

            int wanted = _minimumBefore + _blocked + Spare;
            if (workers < wanted && ThreadPool.SetMinThreads(wanted, completionPorts))
            {
                _minimumSet = wanted;
            }
        }

        return default;
    }

    private static void Leave()
    {
        lock (Gate)
        {
            if (--_blocked > 0)
            {
                return;
            }

            // Somebody else's setting, made meanwhile, is theirs to keep.
            ThreadPool.GetMinThreads(out int workers, out int completionPorts);
            if (workers == _minimumSet)
            {
                ThreadPool.SetMinThreads(_minimumBefore, completionPorts);
            }
        }
    }

    /// <summary>Ends with <see cref="Dispose"/>.</summary>
    public readonly struct Scope : IDisposable
    {
        public void Dispose() => Leave();
    }
}

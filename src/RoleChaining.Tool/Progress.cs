namespace RoleChaining.Tool;

/// <summary>Shows at a terminal what takes longer than a second.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static Progress? _current;

    private readonly Timer _timer;

    private Progress(string what)
    {
        _timer = new Timer(_ => Console.Error.WriteLine($"role-chain: {what} ..."), null, Patience, Timeout.InfiniteTimeSpan);
        _current = this;
    }

    /// <summary>Shows the message until the result is disposed.</summary>
    public static IDisposable? Show(string what) => Console.IsErrorRedirected ? null : new Progress(what);

    /// <summary>Shows nothing while a person is being asked, until the result is disposed.</summary>
    public static IDisposable? Pause() => _current is { } current ? new Paused(current._timer) : null;

    public void Dispose()
    {
        _current = null;
        _timer.Dispose();
    }

    private sealed class Paused : IDisposable
    {
        private readonly Timer _timer;

        public Paused(Timer timer)
        {
            _timer = timer;
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _timer.Change(Patience, Timeout.InfiniteTimeSpan);
    }
}

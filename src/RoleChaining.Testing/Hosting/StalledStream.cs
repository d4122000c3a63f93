namespace RoleChaining.Testing;

/// <summary>Gives what it has and then nothing more, until its reader gives up or the server is gone.</summary>
internal sealed class StalledStream(ReadOnlyMemory<byte> beginning, CancellationToken stopping) : Stream
{
    private readonly CancellationTokenSource _gone = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int taken = Take(buffer);
        if (taken > 0 || buffer.IsEmpty)
        {
            return taken;
        }

        _gone.Token.WaitHandle.WaitOne();
        throw Gone();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int taken = Take(buffer.Span);
        if (taken > 0 || buffer.IsEmpty)
        {
            return taken;
        }

        TaskCompletionSource never = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (_gone.Token.Register(static state => ((TaskCompletionSource)state!).TrySetException(Gone()), never))
        {
            await never.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // Cancelled, not disposed: a reader on another thread is still in its wait.
        if (disposing)
        {
            _gone.Cancel();
        }

        base.Dispose(disposing);
    }

    private static IOException Gone() => new("The stalled response was closed.");

    private int Take(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, beginning.Length - _given);
        beginning.Span.Slice(_given, taken).CopyTo(buffer);
        _given += taken;
        return taken;
    }
}

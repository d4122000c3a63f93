using System.Buffers;

namespace RoleChaining.Trails;

/// <summary>
/// Reads a stream one part ahead, on another thread: a part is decompressed while the one before it is parsed. Not safe for use from
/// several threads.
/// </summary>
internal sealed class ReadAhead : IAsyncDisposable
{
    private const int PartSize = 256 * 1024;

    private readonly Stream _content;
    private readonly byte[] _part = ArrayPool<byte>.Shared.Rent(PartSize);
    private Task<int> _next;
    private int _start;

    public ReadAhead(Stream content)
    {
        _content = content;
        _next = StartNext();
    }

    /// <summary>Gives what has been read, as far as there is room for it.</summary>
    /// <returns>How many bytes; zero at the end.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        int end = await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
        int length = Math.Min(end - _start, destination.Length);
        _part.AsSpan(_start, length).CopyTo(destination.Span);
        _start += length;
        if (_start == end && end > 0)
        {
            _next = StartNext();
        }

        return length;
    }

    /// <summary>Waits for the part under way: the stream must not be closed in the middle of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ArrayPool<byte>.Shared.Return(_part);
    }

    private Task<int> StartNext()
    {
        _start = 0;
        return Task.Run(() => _content.Read(_part, 0, PartSize));
    }
}

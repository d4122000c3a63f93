using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Trails;

/// <summary>Reads the records of one file, plain or gzip, part by part. What is broken is a fault, and the rest is read.</summary>
internal sealed class TrailFileReader(TrailCollector collector, ICollection<TrailFault> faults, Action<long> advance)
{
    private const int FirstBuffer = 256 * 1024;

    // lookup-events has its records in texts, of 256 KB at most. Beyond this it is no trail.
    private const int LargestBuffer = 64 * 1024 * 1024;

    private byte[] _buffer = [];
    private int _filled;
    private long _position;
    private string _file = "";
    private int _faults;

    public async Task ReadAsync(TrailFile trail, CancellationToken cancellationToken)
    {
        (_filled, _position, _file, _faults) = (0, 0, trail.Name, 0);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            Stream file = trail.Open();
            await using (file.ConfigureAwait(false))
            {
                Stream content = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    await ReadAsync(content, file, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            AddFault(_position, e is InvalidDataException ? $"the gzip data is broken: {e.Message}" : e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private async Task ReadAsync(Stream content, Stream file, CancellationToken cancellationToken)
    {
        RecordReader records = new(
            (values, position) =>
            {
                if (collector.Add(values) is { } fault)
                {
                    AddFault(position, fault);
                }
            },
            AddFault);
        ReadAhead parts = new(content);
        await using ConfiguredAsyncDisposable _ = parts.ConfigureAwait(false);
        bool isFinal = false;
        while (!isFinal)
        {
            int read = await parts.ReadAsync(_buffer.AsMemory(_filled), cancellationToken).ConfigureAwait(false);
            _filled += read;
            isFinal = read == 0;
            if (!ReadPart(records, isFinal))
            {
                return;
            }

            advance(file.CanSeek ? file.Position : 0);
        }
    }

    /// <returns>Whether to go on.</returns>
    private bool ReadPart(RecordReader records, bool isFinal)
    {
        while (true)
        {
            try
            {
                Consume(records.Read(_buffer.AsSpan(0, _filled), isFinal));
                return _filled < _buffer.Length || Grow();
            }
            catch (JsonException e)
            {
                AddFault(_position, $"not valid JSON: {JsonFault.Describe(e)}");
                if (!Resume(records))
                {
                    return false;
                }

                if (!isFinal)
                {
                    return true;
                }
            }
        }
    }

    /// <summary>After a fault, goes on with the next line that begins an object. Files of CloudTrail are one line, and have none.</summary>
    private bool Resume(RecordReader records)
    {
        int line = _buffer.AsSpan(0, _filled).IndexOf("\n{"u8);
        if (line < 0)
        {
            return false;
        }

        Consume(line + 1);
        records.Restart(_position);
        return true;
    }

    private void Consume(int length)
    {
        _buffer.AsSpan(length, _filled - length).CopyTo(_buffer);
        _filled -= length;
        _position += length;
    }

    private bool Grow()
    {
        if (_buffer.Length >= LargestBuffer)
        {
            AddFault(_position, $"a value is longer than {LargestBuffer / 1024 / 1024} MB");
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        return true;
    }

    private void AddFault(long position, string message)
    {
        // The first faults of a file tell what it suffers from.
        if (++_faults <= 3)
        {
            faults.Add(new TrailFault(_file, position, message));
        }
    }

    /// <summary>Tells gzip, and what the shells of Windows write, by the first bytes.</summary>
    private static async Task<Stream> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        byte[] start = new byte[3];
        int length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        StartedStream From(int first) => new(start.AsMemory(Math.Min(first, length)..length), file);
        return start switch
        {
            [0x1F, 0x8B, _] => new GZipStream(From(0), CompressionMode.Decompress),
            [0xFF, 0xFE, _] => Encoding.CreateTranscodingStream(From(Encoding.Unicode.Preamble.Length), Encoding.Unicode, Encoding.UTF8),
            _ => From(start.AsSpan().SequenceEqual(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0),
        };
    }
}

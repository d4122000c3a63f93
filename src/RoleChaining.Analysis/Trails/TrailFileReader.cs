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

    // Of a record that is being read. CloudTrail's have 256 KB at most, and few have more than 4 KB.
    private const int LongestKept = FirstBuffer / 2;

    // lookup-events has its records in texts, of 256 KB at most. Beyond this it is no trail.
    private const int LargestBuffer = 64 * 1024 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _filled;
    private long _position;
    private string _file = "";
    private int _faults;

    // Something is broken: now, and the line to go on with has not come yet; or anywhere before.
    private bool _isLost;
    private bool _wasLost;

    /// <summary>What has come of the file and is not read.</summary>
    private Span<byte> Unread => _buffer.AsSpan(_start, _filled - _start);

    public async Task ReadAsync(TrailFile trail, CancellationToken cancellationToken)
    {
        (_start, _filled, _position, _file, _faults) = (0, 0, 0, trail.Name, 0);
        (_isLost, _wasLost) = (false, false);
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
        while (!_isLost || FindLine(records))
        {
            try
            {
                Consume(records.Read(Unread, isFinal));
                break;
            }
            catch (JsonException e)
            {
                GoPast(records, e);
            }
        }

        DropTold(records);
        return _filled < _buffer.Length || Grow();
    }

    /// <summary>Makes room. A record that is being read stays: if it turns out to be cut short, it may have taken the next line for its own.</summary>
    private void DropTold(RecordReader records)
    {
        long behind = records.IsInRecord ? _position - records.Untold : 0;
        int kept = behind <= Math.Min(_start, LongestKept) ? (int)behind : 0;
        _buffer.AsSpan(_start - kept, _filled - _start + kept).CopyTo(_buffer);
        (_start, _filled) = (kept, _filled - _start + kept);
    }

    /// <summary>Goes past the records that were told, which must not be read again, and tells where what is broken begins.</summary>
    private void GoPast(RecordReader records, JsonException exception)
    {
        Consume((int)Math.Max(-_start, records.Untold - _position)); // back, or on
        ReadOnlySpan<byte> broken = Unread.TrimStart(" \r\n\t"u8);
        long place = records.IsInRecord ? records.Untold : _position + Unread.Length - broken.Length;
        if (_wasLost && !records.IsInRecord && broken is [(byte)',' or (byte)']' or (byte)'}', ..])
        {
            // The array around a broken record is not read any more, so these of its signs stand alone.
            Consume((int)(place - _position) + 1);
            records.Restart(_position);
            return;
        }

        AddFault(place, $"not valid JSON: {JsonFault.Describe(exception)}");
        _isLost = _wasLost = true;
    }

    /// <summary>Looks for the next line that begins an object. Files of CloudTrail are one line, and have none.</summary>
    private bool FindLine(RecordReader records)
    {
        int line = Unread.IndexOf("\n{"u8);
        _isLost = line < 0;
        if (_isLost)
        {
            Consume(Math.Max(0, Unread.Length - 1)); // the object may begin the next part
            return false;
        }

        Consume(line + 1);
        records.Restart(_position);
        return true;
    }

    private void Consume(int length) => (_start, _position) = (_start + length, _position + length);

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

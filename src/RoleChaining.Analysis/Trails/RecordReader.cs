using System.Text.Json;

namespace RoleChaining.Trails;

/// <summary>
/// Reads records out of JSON that comes in parts: files of CloudTrail, arrays, lines, and what other services put around a record. It keeps
/// the values of one record.
/// </summary>
/// <param name="add">Takes each record; the second argument is where it ends. The values are valid only during the call.</param>
/// <param name="fault">Takes what is wrong within a text that should be a record.</param>
/// <param name="level">How many texts this one is inside of.</param>
internal sealed class RecordReader(Action<RecordValues, long> add, Action<long, string> fault, int level = 0)
{
    private const int MaxDepth = 256;

    // A record in a text, in a text: CloudWatch Logs carry nothing deeper.
    private const int MaxLevel = 2;

    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = MaxDepth,
        AllowMultipleValues = true,
        AllowTrailingCommas = true,
    };

    private readonly FieldNode?[] _nodes = new FieldNode?[MaxDepth + 1];
    private readonly bool[] _isArray = new bool[MaxDepth + 1];
    private readonly RecordValues _values = new();
    private JsonReaderState _state = new(Options);
    private FieldNode? _pending;
    private RecordReader? _inner;
    private int _skipDepth = -1;
    private long _position;

    /// <summary>
    /// Where what is not told yet begins: the record that is being read, or the end of the one before it. After a fault, no record before it
    /// may be read again.
    /// </summary>
    public long Untold { get; private set; }

    /// <summary>Whether a record begins at <see cref="Untold"/>.</summary>
    public bool IsInRecord { get; private set; }

    /// <summary>Starts anew, after a fault, with what stands at a position of the file.</summary>
    public void Restart(long position)
    {
        _state = new(Options);
        _pending = null;
        _skipDepth = -1;
        _position = position;
        (Untold, IsInRecord) = (position, false);
        _values.Clear();
    }

    /// <summary>Reads as much of a part as can be read.</summary>
    /// <returns>How many bytes were read. The rest begins the next part.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public int Read(ReadOnlySpan<byte> utf8, bool isFinal)
    {
        Utf8JsonReader json = new(utf8, isFinal, _state);
        while (_skipDepth < 0 || Skip(ref json))
        {
            if (!json.Read())
            {
                break;
            }

            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    _pending = _nodes[json.CurrentDepth - 1]?.Find(json.ValueSpan);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Start(in json);
                    break;
                case JsonTokenType.EndObject:
                    End(in json);
                    break;
                case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True:
                    Value(in json);
                    break;
                default:
                    _pending = null;
                    break;
            }
        }

        _state = json.CurrentState;
        _position += json.BytesConsumed;
        return (int)json.BytesConsumed;
    }

    /// <summary>Passes over an object or array that no value is needed of.</summary>
    /// <returns>Whether its end was in this part.</returns>
    private bool Skip(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
            if (json.CurrentDepth == _skipDepth)
            {
                _skipDepth = -1;
                return true;
            }
        }

        return false;
    }

    private void Start(ref readonly Utf8JsonReader json)
    {
        int depth = json.CurrentDepth;

        // An element of an array stands where the array does; the outermost values are records, or hold them.
        bool isElement = _pending is null && (depth == 0 || _isArray[depth - 1]);
        FieldNode? node = !isElement ? _pending : depth == 0 ? RecordLayout.Record : _nodes[depth - 1];
        _pending = null;
        if (node is null)
        {
            _skipDepth = depth;
            return;
        }

        bool isArray = json.TokenType == JsonTokenType.StartArray;
        _nodes[depth] = node;
        _isArray[depth] = isArray;
        if (!isArray && node == RecordLayout.Record)
        {
            _values.Clear();
            (Untold, IsInRecord) = (_position + json.TokenStartIndex, true);
        }
    }

    private void End(ref readonly Utf8JsonReader json)
    {
        FieldNode? node = _nodes[json.CurrentDepth];
        if (node == RecordLayout.Tag)
        {
            _values.KeepTag();
        }
        else if (node == RecordLayout.Record)
        {
            if (_values.Has(RecordField.EventName) || _values.Has(RecordField.EventSource))
            {
                add(_values, _position + json.TokenStartIndex);
            }

            _values.Clear();
            (Untold, IsInRecord) = (_position + json.BytesConsumed, false);
        }
    }

    private void Value(ref readonly Utf8JsonReader json)
    {
        RecordField field = _pending?.Field ?? RecordField.None;
        _pending = null;
        if (field == RecordField.RecordText)
        {
            ReadText(in json);
        }
        else if (field != RecordField.None)
        {
            _values.Set(field, in json);
        }
    }

    private void ReadText(ref readonly Utf8JsonReader json)
    {
        if (level == MaxLevel || json.TokenType != JsonTokenType.String)
        {
            return;
        }

        byte[] text = new byte[json.ValueSpan.Length];
        int length = RecordText.Copy(in json, text);
        if (!text.AsSpan(0, length).TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return;
        }

        long position = _position + json.TokenStartIndex;
        _inner ??= new RecordReader((values, _) => add(values, position), fault, level + 1);
        _inner.Restart(position);
        try
        {
            _inner.Read(text.AsSpan(0, length), isFinal: true);
        }
        catch (JsonException e)
        {
            fault(position, $"a text that should be a record is not valid JSON: {JsonFault.Describe(e)}");
        }
    }
}
